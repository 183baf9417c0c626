package io.stagedoor.core.question;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import java.time.Instant;
import java.util.Map;

/** Disconnects clients that were let in before their authenticator answered, if it then refuses them. */
public final class Confirmations {

    private final Dispatcher dispatcher;
    private final Audit audit;
    private final FrontEnds clients;

    public Confirmations(Dispatcher dispatcher, Audit audit, FrontEnds clients) {
        this.dispatcher = dispatcher;
        this.audit = audit;
        this.clients = clients;
    }

    /** Does nothing for a decision that stands. Does not wait. */
    void await(Client client, Map<String, Object> session, Outcome outcome, AuditEntry entry, Instant deadline) {
        // Not on the thread that completes it: closing takes time, and Java has one thread for all timeouts.
        dispatcher.confirmation(outcome, deadline).thenAcceptAsync(late -> {
            Outcome last = late;
            if (late.decision() instanceof Decision.Allow allow) {
                if (isUsedTooLate(session, allow.grant())) {
                    last = late(late);
                } else {
                    client.show(allow.grant());
                    if (clients.hold(client, session, allow.grant())) {
                        return;
                    }
                    last = FrontEnds.changed(late);
                }
            }
            entry.log(audit, last);
            client.close(EndReason.NOT_CONFIRMED);
        });
    }

    /** Whether a limit of use was not known when the client began: nobody has looked whether another one has used it. */
    private static boolean isUsedTooLate(Map<String, Object> session, Grant confirmed) {
        return confirmed.use().isPresent()
                && !SessionState.peekGrant(session).flatMap(Grant::use).equals(confirmed.use());
    }

    private static Outcome late(Outcome confirmed) {
        return new Outcome(
                new Decision.Unavailable(
                        "authenticator '" + confirmed.authenticator()
                                + "' says only when it confirms the client how often what that shows may be used: it has to say so at once"),
                confirmed.authenticator(),
                confirmed.generation(),
                confirmed.settings());
    }
}
