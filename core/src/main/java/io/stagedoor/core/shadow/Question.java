package io.stagedoor.core.shadow;

import io.stagedoor.auth.Credentials;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.routing.Outcome;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/**
 * One question to those that are asked beside.
 *
 * @param line of the decision that counts
 * @param decided that decision, once it is final
 * @param shown what the client has shown: nothing of it is written down
 * @param after what has to be known before it can be asked; completes in any case
 * @param ask asks, and waits no longer than a decision may take; throws what the code of others throws
 * @param dropped told if it is not asked
 */
public record Question(
        AuditEvent line,
        CompletionStage<Outcome> decided,
        Credentials shown,
        CompletionStage<?> after,
        Callable<Said> ask,
        Runnable dropped) {

    /** Shows nothing of the client. */
    @Override
    public String toString() {
        return "Question";
    }
}
