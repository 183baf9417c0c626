package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;

/** Ends the reading of a token on the spot; leaves this package as the {@link Decision.Deny} it carries. Has no stack, which nobody reads. */
final class Refusal extends Exception {

    private final transient Decision.Deny deny;

    Refusal(Reason reason, String detail) {
        super(detail, null, false, false);
        deny = new Decision.Deny(reason, detail);
    }

    static Refusal malformed(String detail) {
        return new Refusal(Reason.MALFORMED_TOKEN, detail);
    }

    Decision.Deny deny() {
        return deny;
    }
}
