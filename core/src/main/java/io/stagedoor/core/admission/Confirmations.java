package io.stagedoor.core.admission;

import io.stagedoor.auth.Decision;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import java.time.Instant;
import java.util.Map;

/** Disconnects clients that were let in before their authenticator answered, if it then refuses them. */
final class Confirmations {

    private final Dispatcher dispatcher;
    private final Audit audit;
    private final FrontEnds clients;

    Confirmations(Dispatcher dispatcher, Audit audit, FrontEnds clients) {
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
                client.show(allow.grant());
                if (clients.hold(client, session, allow.grant())) {
                    return;
                }
                last = FrontEnds.changed(late);
            }
            entry.log(audit, last);
            client.close(EndReason.NOT_CONFIRMED);
        });
    }
}
