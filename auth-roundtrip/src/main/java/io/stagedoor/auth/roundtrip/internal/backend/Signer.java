package io.stagedoor.auth.roundtrip.internal.backend;

import io.stagedoor.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests, so that a backend knows who asks: HMAC-SHA256 over the time, a dot, and the body. */
public final class Signer {

    public static final String TIMESTAMP = "Stagedoor-Timestamp";
    public static final String SIGNATURE = "Stagedoor-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private final Optional<Secret> secret;
    private final Clock clock;

    public Signer(Optional<Secret> secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** The headers to send with a body; none without a secret. */
    public Map<String, String> headers(byte[] body) {
        if (secret.isEmpty()) {
            return Map.of();
        }
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        Mac mac = hmac(secret.get().bytes());
        mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
        return Map.of(TIMESTAMP, timestamp, SIGNATURE, "v1=" + HexFormat.of().formatHex(mac.doFinal(body)));
    }

    static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }
}
