package io.stagedoor.core.ending;

import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import java.time.Clock;
import java.util.Map;

/** Cuts clients off that were judged again: with a line in the audit log for each, and one in the server's log for all. Thread-safe. */
final class Cutting implements AutoCloseable {

    private final FrontEnds clients;
    private final Audit audit;
    private final Clock clock;
    private final CutClients counts = new CutClients();

    Cutting(FrontEnds clients, Audit audit, Clock clock) {
        this.clients = clients;
        this.audit = audit;
        this.clock = clock;
    }

    /** Where lines are written. */
    Audit audit() {
        return audit;
    }

    /**
     * Cuts a client off; unless it has another session by now, which was not judged.
     *
     * @param action in the audit log
     * @param property that wanted it judged again
     * @param session that was judged
     * @param outcome why
     */
    void cut(
            String action,
            String property,
            Holder holder,
            Map<String, Object> session,
            SessionState state,
            Outcome outcome) {
        Sessions sessions = clients.sessions();
        // Whoever gives it another one looks at this afterwards: one of the two gives way.
        sessions.condemn(session);
        try {
            if (!sessions.has(session)) {
                return;
            }
            entry(action, holder, state).log(audit, outcome);
            counts.add(state.path().application(), property, action, outcome);
            holder.client().close(EndReason.RECHECK_DENIED);
            // Its front end may have nobody to tell that it has gone; if it has not, a census meets it again.
            sessions.ended(session);
        } finally {
            sessions.spare(session);
        }
    }

    /** A line about a client. */
    AuditEntry entry(String action, Holder holder, SessionState state) {
        Client client = holder.client();
        return AuditEntry.begin(clock, action, client.id(), client.address(), client.protocol())
                .by(state)
                .at(holder.path(state));
    }

    /** A look is over. */
    void tell() {
        counts.tell();
    }

    @Override
    public void close() {
        counts.close();
    }
}
