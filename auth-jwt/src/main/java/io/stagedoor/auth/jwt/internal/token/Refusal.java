package io.stagedoor.auth.jwt.internal.token;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;

/** Ends the reading of a token on the spot; leaves this package as the {@link Decision.Deny} it carries. Has no stack, which nobody reads. */
public final class Refusal extends Exception {

    private final transient Decision.Deny deny;

    /** @param detail for our log; no secret */
    public Refusal(Reason reason, String detail) {
        super(detail, null, false, false);
        deny = new Decision.Deny(reason, detail);
    }

    private Refusal(Decision.Deny deny) {
        super(deny.detail(), null, false, false);
        this.deny = deny;
    }

    static Refusal malformed(String detail) {
        return new Refusal(Reason.MALFORMED_TOKEN, detail);
    }

    /** The same refusal, of a client that says who it is. */
    public Refusal claimedBy(String subject) {
        return new Refusal(deny.withClaimed(subject));
    }

    /**
     * The same refusal, with more for our log.
     *
     * @param more continues the detail; may be empty
     */
    public Refusal explained(String more) {
        return new Refusal(new Decision.Deny(deny.reason(), deny.detail() + more));
    }

    /** The decision that this refusal is. */
    public Decision.Deny deny() {
        return deny;
    }
}
