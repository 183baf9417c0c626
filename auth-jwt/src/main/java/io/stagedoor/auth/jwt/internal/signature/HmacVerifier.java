package io.stagedoor.auth.jwt.internal.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.Secret;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Verifies by a shared secret. */
public final class HmacVerifier implements Verifier {

    private final Algorithm algorithm;
    private final MACVerifier verifier;

    /**
     * A verifier.
     *
     * @param algorithm one that is for secrets
     * @throws IllegalArgumentException if the secret is too short for it; does not show it
     */
    public HmacVerifier(Algorithm algorithm, Secret secret) {
        this.algorithm = algorithm;
        if (secret.length() < algorithm.leastSecretBytes()) {
            throw new IllegalArgumentException("the secret is shorter than the " + algorithm.leastSecretBytes()
                    + " bytes that " + algorithm.shown() + " needs");
        }
        String hmac = "HmacSHA" + algorithm.shown().substring(2);
        try {
            SecretKey key = new SecretKeySpec(secret.bytes(), hmac);
            Mac mac = Mac.getInstance(hmac);
            mac.init(key);
            this.verifier = new MACVerifier(key);
            // The one that the platform prefers for this key: the library would have it looked for again for each
            // token.
            this.verifier.getJCAContext().setProvider(mac.getProvider());
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalArgumentException("the secret is not accepted as a key for " + algorithm.shown(), e);
        }
    }

    @Override
    public boolean hasSigned(byte[] signingInput, Base64URL signature) {
        try {
            return verifier.verify(algorithm.header(), signingInput, signature);
        } catch (JOSEException e) {
            return false;
        }
    }
}
