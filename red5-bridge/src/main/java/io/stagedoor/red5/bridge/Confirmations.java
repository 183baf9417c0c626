package io.stagedoor.red5.bridge;

import io.stagedoor.auth.Decision;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import java.time.Instant;
import org.red5.server.api.IConnection;

/** Cuts clients off that were let in early, if their authenticator says so later. */
final class Confirmations {

    private final Dispatcher dispatcher;
    private final Audit audit;

    Confirmations(Dispatcher dispatcher, Audit audit) {
        this.dispatcher = dispatcher;
        this.audit = audit;
    }

    /** Does nothing for a decision that stands. Does not wait. */
    void await(IConnection connection, Outcome outcome, AuditEntry judgement, Instant deadline) {
        // Not on the thread that completes it: closing takes time, and Java has one thread for all timeouts.
        dispatcher.confirmation(outcome, deadline).thenAcceptAsync(late -> {
            if (late.decision() instanceof Decision.Allow allow) {
                Attributes.write(connection, allow.grant());
                return;
            }
            judgement.log(audit, late);
            connection.close();
        });
    }
}
