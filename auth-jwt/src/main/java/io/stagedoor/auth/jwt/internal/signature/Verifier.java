package io.stagedoor.auth.jwt.internal.signature;

import com.nimbusds.jose.util.Base64URL;

/** Verifies signatures by one key and one algorithm. Thread-safe. */
@FunctionalInterface
public interface Verifier {

    /**
     * Whether the key has signed this.
     *
     * @param signingInput what was signed, RFC 7515 §5.2; not changed
     * @param signature of any length
     */
    boolean hasSigned(byte[] signingInput, Base64URL signature);
}
