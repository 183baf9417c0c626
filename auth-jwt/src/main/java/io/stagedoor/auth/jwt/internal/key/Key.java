package io.stagedoor.auth.jwt.internal.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A secret that tokens may be signed with, and until when. Thread-safe. */
public final class Key {

    private static final String HMAC = "HmacSHA256";
    private static final JWSHeader HS256 = new JWSHeader(JWSAlgorithm.HS256);

    private final String name;
    private final Instant end;
    private final MACVerifier verifier;
    private final PreviousUse use;

    private Key(String name, Instant end, Secret secret, PreviousUse use) {
        this.name = name;
        this.end = end;
        this.use = use;
        try {
            SecretKey key = new SecretKeySpec(secret.bytes(), HMAC);
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            this.verifier = new MACVerifier(key);
            // The one that the platform prefers for this key: the library would have it looked for again for each
            // token.
            this.verifier.getJCAContext().setProvider(mac.getProvider());
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("jwtSecret: is not accepted as a key for HS256", e);
        }
    }

    /** The current one, which has no end. */
    static Key current(String name, Secret secret) {
        return new Key(name, Instant.MAX, secret, null);
    }

    /** One that is accepted until that moment, and not at it. */
    static Key previous(String name, Secret secret, Instant end, PreviousUse use) {
        return new Key(name, end, secret, use);
    }

    boolean isInForce(Instant now) {
        return now.isBefore(end);
    }

    boolean isNamed(String kid) {
        return !kid.isEmpty() && name.equals(kid);
    }

    /** The library is never shown the token's own header: that could have a say in how it verifies. */
    boolean hasSigned(byte[] signingInput, Base64URL signature) {
        try {
            return verifier.verify(HS256, signingInput, signature);
        } catch (JOSEException e) {
            return false;
        }
    }

    /** What an operator knows it by; nothing of the secret. */
    String shown() {
        return use == null
                ? "the current secret" + (name.isEmpty() ? "" : " '" + name + "'")
                : "the previous secret '" + use.secretName() + "'";
    }

    /** Since when it is not accepted; empty for one that never was. */
    String since() {
        return end.equals(Instant.MIN) ? "" : " since " + end.truncatedTo(ChronoUnit.SECONDS);
    }

    /** A client was let in by it. */
    public void count(Instant now) {
        if (use != null) {
            use.count(now);
        }
    }

    /** Nothing is judged by it any more. */
    void retire() {
        if (use != null) {
            use.tellRest();
        }
    }
}
