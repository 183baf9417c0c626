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
     * @param kid what the issuer, or the configuration, calls the key; empty for nothing
     * @param ofKey what the key says its issuer is; empty if it does not
     */
    record Holder(Issuer issuer, String kid, String ofKey) {

        /**
         * The name of the key that a client's holder gets, by which it can be revoked: a token cannot choose it, unless the key has none.
         *
         * @param claimed what the token calls the key; empty for nothing
         */
        String keyId(String claimed) {
            return kid.isEmpty() ? claimed : kid;
        }
    }
}
