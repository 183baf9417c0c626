package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.jwt.internal.signature.Verifier;
import java.util.List;

/**
 * A key that may have signed a token, for one algorithm.
 *
 * @param holders the issuers that have it; not empty. Which one a token is of, its {@code iss} says
 */
record Candidate(Verifier verifier, List<Holder> holders) {

    /**
     * An issuer that has the key.
     *
     * @param ofKey what the key says its issuer is; empty if it does not
     */
    record Holder(Issuer issuer, String ofKey) {}
}
