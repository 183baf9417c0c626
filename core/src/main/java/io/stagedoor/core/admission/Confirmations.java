package io.stagedoor.core.admission;

import io.stagedoor.auth.Decision;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import java.time.Instant;

/** Disconnects clients that were let in before their authenticator answered, if it then refuses them. */
final class Confirmations {

    private final Dispatcher dispatcher;
    private final Audit audit;

    Confirmations(Dispatcher dispatcher, Audit audit) {
        this.dispatcher = dispatcher;
        this.audit = audit;
    }

    /** Does nothing for a decision that stands. Does not wait. */
    void await(Client client, Outcome outcome, AuditEntry entry, Instant deadline) {
        // Not on the thread that completes it: closing takes time, and Java has one thread for all timeouts.
        dispatcher.confirmation(outcome, deadline).thenAcceptAsync(late -> {
            if (late.decision() instanceof Decision.Allow allow) {
                client.show(allow.grant());
                return;
            }
            entry.log(audit, late);
            client.close();
        });
    }
}
