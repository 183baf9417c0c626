package io.stagedoor.benchmarks.jwt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The token that is measured: what a backend's {@code jwt.sign} makes of the claims that Red5 Pro's documentation shows. */
public final class Tokens {

    /** 256 bits, for nothing but this. */
    public static final String SECRET = "8Jm2vQpXw4sZ6yTbR0nKfLhC3dGaVeUx5WiOoPqE7rM";

    /** What {@code iss} says. */
    public static final String ISSUER = "your-auth-service";

    /** What {@code sub} says. */
    public static final String SUBJECT = "user123";

    private static final long LIFETIME_SECONDS = 55 * 60;

    private Tokens() {}

    /** A token that is good for most of an hour from now on. */
    public static String token() {
        return token(SECRET, SUBJECT);
    }

    /** One of another secret or subject. */
    public static String token(String secret, String subject) {
        return token(secret, subject, ",\"red5-transport\":\"WHIP,WHEP\",\"red5-room\":\"room1\"");
    }

    /** One for clients that come by RTMP, into any room. */
    public static String rtmpToken(String subject) {
        return token(SECRET, subject, ",\"red5-transport\":\"RTMP\"");
    }

    /** One for clients that come in any way, into any room. */
    public static String anyToken(String subject) {
        return token(SECRET, subject, "");
    }

    /** One that can be revoked by its id or its session, too. */
    public static String markedToken() {
        return token(
                SECRET,
                SUBJECT,
                ",\"red5-transport\":\"WHIP,WHEP\",\"red5-room\":\"room1\",\"jti\":\"7d8d06b2-8df2-4c54-a0c0-4f1f0d5a3c11\","
                        + "\"sid\":\"0b1f5d0e-2f0f-4f2e-9a35-8f1d5a4f7c20\"");
    }

    private static String token(String secret, String subject, String limits) {
        long now = Instant.now().getEpochSecond();
        String payload = "{\"sub\":\"" + subject + "\",\"iss\":\"" + ISSUER + "\","
                + "\"roles\":\"red5-publisher,red5-subscriber\"" + limits + ",\"exp\":" + (now + LIFETIME_SECONDS)
                + ",\"iat\":" + now + "}";
        String input = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(payload);
        return input + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(hmac(secret).doFinal(bytes(input)));
    }

    /** An HMAC that is ready to be used again and again. */
    public static Mac hmac(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
    }
}
