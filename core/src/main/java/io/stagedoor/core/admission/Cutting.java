package io.stagedoor.core.admission;

import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import java.time.Clock;

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
     * Cuts a client off.
     *
     * @param action in the audit log
     * @param property that wanted it judged again
     * @param outcome why
     */
    void cut(String action, String property, Holder holder, SessionState state, Outcome outcome) {
        entry(action, holder, state).log(audit, outcome);
        counts.add(state.path().application(), property, action, outcome);
        holder.client().close(EndReason.RECHECK_DENIED);
        // Its front end may have nobody to tell that it has gone; if it has not, a census meets it again.
        clients.sessions().ended(holder.session());
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
