package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;

/**
 * A decision, and who made it.
 *
 * @param decision an allowance or a refusal, never an abstention
 * @param authenticator the name of the authenticator; empty if none was asked
 * @param generation the number of the routing table that it was made with
 */
public record Outcome(Decision decision, String authenticator, long generation) {

    /** A refusal that needed no authenticator. */
    public static Outcome deny(Reason reason, String detail, long generation) {
        return new Outcome(new Decision.Deny(reason, detail), "", generation);
    }

    /** Whether the client may. */
    public boolean allowed() {
        return decision instanceof Decision.Allow;
    }
}
