package io.stagedoor.core.routing;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;

/**
 * A decision, with the authenticator that made it.
 *
 * @param decision an allowance or a refusal, never an abstention
 * @param authenticator the name of the authenticator; empty if none was asked
 * @param generation the number of the routing table that it was made with
 * @param settings which service of that name decided, and by which of its settings: its service id, a point, and its {@link
 *     io.stagedoor.auth.Authenticator#generation()}; both numbers of the latter, with a hyphen, if they changed meanwhile; empty
 *     if no authenticator was asked
 */
public record Outcome(Decision decision, String authenticator, long generation, String settings) {

    /** A refusal that needed no authenticator. */
    public static Outcome deny(Reason reason, String detail, long generation) {
        return new Outcome(new Decision.Deny(reason, detail), "", generation, "");
    }

    /** Whether the client may. */
    public boolean allowed() {
        return decision instanceof Decision.Allow;
    }

    /** Whether this says nothing about the client: nobody could tell, or others have failed too often. */
    public boolean isUndecided() {
        return decision instanceof Decision.Unavailable
                || (decision instanceof Decision.Deny deny && deny.reason() == Reason.THROTTLED);
    }
}
