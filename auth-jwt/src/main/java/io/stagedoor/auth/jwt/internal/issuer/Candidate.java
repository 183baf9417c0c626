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
     * @param basis what an allowance rests on that a token gets by this key of this issuer
     */
    record Holder(Issuer issuer, String kid, String ofKey, String basis) {

        /** What the basis of each begins with. */
        static final char BASIS = 'i';

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
