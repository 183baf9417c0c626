package io.stagedoor.core.client;

import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Ends everything that a client has. Thread-safe. */
public final class Ends {

    private final FrontEnds clients;
    private final Audit audit;
    private final Clock clock;
    private final Causes causes = new Causes();

    public Ends(FrontEnds clients, Audit audit, Clock clock) {
        this.clients = clients;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Ends a client. Does not wait for it.
     *
     * @param session that it has to have
     * @param why in words, for operators; nothing secret; may be empty
     * @return those that it was alike; empty if the server does not have it, not yet or no more
     */
    public Optional<Group> end(Entry entry, Map<String, Object> session, EndReason reason, String why) {
        Optional<Group> group = clients.sessions().group(session);
        Optional<Holder> holder = clients.holder(entry).filter(held -> held.session() == session);
        if (group.isEmpty() || holder.isEmpty()) {
            return Optional.empty();
        }
        causes.put(entry.id(), reason, why);
        holder.get().client().close(reason);
        // Its front end may have nobody to tell that it has gone; if it has not, a census meets it again.
        clients.sessions().ended(session);
        if (group.get().kind() == Kind.PLAYER) { // it has only the session: nobody else tells of its end
            AuditEntry line = AuditEntry.begin(
                            clock, "play", entry.id(), "", holder.get().client().protocol())
                    .in(group.get().application())
                    .holds(SessionState.peekGrant(session));
            entry.streams().stream().findFirst().ifPresent(line::at);
            line.ended(audit, group.get().authenticator(), reason.name(), why);
        }
        return group;
    }

    /** Why clients were ended that have not gone yet. */
    public Causes causes() {
        return causes;
    }
}
