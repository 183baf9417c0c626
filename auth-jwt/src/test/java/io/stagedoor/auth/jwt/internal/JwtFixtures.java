package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.issuer.NamedIssuers;
import io.stagedoor.auth.jwt.internal.key.KeyRing;
import io.stagedoor.auth.jwt.internal.key.ReplacedSecrets;
import io.stagedoor.auth.jwt.internal.key.SecretSettings;
import io.stagedoor.auth.support.Requests;
import io.stagedoor.auth.support.property.Properties;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens, configurations and requests. Tokens are made without any code or library of the provider. */
final class JwtFixtures {

    static final long NOW = 1_800_000_000L;
    static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
    static final String SECRET = "tEst-5ecret.that~is!long enough, and of no use";
    static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    static final String EXP = "\"exp\":" + (NOW + 60);

    private JwtFixtures() {}

    static String token(String payload) {
        return token(HEADER, payload);
    }

    static String token(String header, String payload) {
        return signed(base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(payload.getBytes(StandardCharsets.UTF_8)));
    }

    static String signed(String signingInput) {
        return signed(SECRET, signingInput);
    }

    private static String signed(String secret, String signingInput) {
        return signingInput + "." + base64(hmac(secret.getBytes(StandardCharsets.UTF_8), signingInput));
    }

    /** A token of another secret, good for most of an hour; no {@code kid} when that is empty. */
    static String tokenOf(String secret, String kid) {
        String header = kid.isEmpty() ? HEADER : "{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}";
        return signed(secret, base64(header) + "." + base64("{\"exp\":" + (NOW + 3000) + "}"));
    }

    /** A token with the claims, written without their braces, and an exp that is right. */
    static String withClaims(String claims) {
        return token("{" + EXP + (claims.isEmpty() ? "" : ",") + claims + "}");
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A right configuration, changed by pairs of name and value. */
    static Map<String, Object> properties(Object... changes) {
        Map<String, Object> properties = new HashMap<>(Map.of("name", "live-jwt", "jwtSecret", SECRET));
        for (int i = 0; i < changes.length; i += 2) {
            properties.put((String) changes[i], changes[i + 1]);
        }
        return properties;
    }

    static JwtAuthenticator authenticator(Object... changes) {
        return authenticator(CLOCK, changes);
    }

    static JwtAuthenticator authenticator(Clock clock, Object... changes) {
        return authenticator(clock, settings(properties(changes)));
    }

    /** One whose secret need not be acceptable: published examples are signed with published secrets. */
    static JwtAuthenticator authenticatorWithKey(Clock clock, byte[] key, Object... changes) {
        Settings settings = settings(properties(changes));
        JwtAuthenticator authenticator = new JwtAuthenticator(clock);
        authenticator.inForce().judgeBy(judge(settings, Secret.of(key)));
        return authenticator;
    }

    private static JwtAuthenticator authenticator(Clock clock, Settings settings) {
        JwtAuthenticator authenticator = new JwtAuthenticator(clock);
        authenticator
                .inForce()
                .judgeBy(judge(
                        settings, settings.secrets().orElseThrow().current().read()));
        return authenticator;
    }

    /** Judges by that one secret alone. */
    static TokenJudge judge(Settings settings, Secret secret) {
        SecretSettings.Secrets secrets = new SecretSettings.Secrets(secret, Map.of());
        return new TokenJudge(
                settings,
                KeyRing.of(
                        settings.name(),
                        settings.secrets().orElseThrow(),
                        secrets,
                        new ReplacedSecrets(),
                        Instant.ofEpochSecond(NOW)),
                NamedIssuers.NONE);
    }

    static Settings settings(Map<String, ?> properties) {
        return Settings.of(new Properties(JwtConfig.class, properties));
    }

    static ConnectRequest request(String token) {
        return request(token, Protocol.RTMP, "");
    }

    static ConnectRequest request(String token, Protocol protocol, String room) {
        return Requests.connect(
                Credentials.of("jwt", "jwt", token),
                protocol,
                room,
                CLOCK.instant().plusSeconds(5));
    }

    /** Why the token is refused; empty when it is let in. */
    static Optional<Reason> refusal(Authenticator authenticator, String token) {
        return refusal(authenticator.authenticate(request(token)));
    }

    static Optional<Reason> refusal(Decision decision) {
        return Requests.refusal(decision);
    }
}
