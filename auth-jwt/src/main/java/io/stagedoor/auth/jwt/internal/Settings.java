package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.support.Property;
import java.time.Duration;
import java.util.Map;

/**
 * What the configuration says, checked; where the secrets are, but not yet those in files.
 *
 * @param issuer empty for any
 * @param expiresPerAction whether {@code exp} is judged again for each publish and play
 */
record Settings(
        String name,
        SecretSettings secrets,
        Duration longestLifetime,
        Duration clockSkew,
        String issuer,
        int maxTokenBytes,
        boolean expiresPerAction) {

    /**
     * @param properties all of the configuration: also what {@link JwtConfig} cannot name
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never a secret
     */
    static Settings of(JwtConfig config, Map<String, ?> properties) {
        return new Settings(
                nameOf(config),
                SecretSettings.of(config, properties),
                Duration.ofMinutes(Property.number("jwtTtlMinutes", config::jwtTtlMinutes, 1, 525_600)),
                Duration.ofSeconds(Property.number("clockSkewSeconds", config::clockSkewSeconds, 0, 300)),
                issuerOf(config),
                (int) Property.number("maxTokenBytes", config::maxTokenBytes, 256, 1 << 20),
                expiresPerAction(config));
    }

    /** The one setting that is needed to be known as an authenticator at all, be the others right or wrong. */
    static String nameOf(JwtConfig config) {
        String name = Property.text("name", config::name).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "name: is missing; set it to what the application's authenticator property says");
        }
        return name;
    }

    private static String issuerOf(JwtConfig config) {
        String issuer = Property.text("expectedIssuer", config::expectedIssuer);
        if (issuer.isBlank() && !issuer.isEmpty()) {
            throw new IllegalArgumentException(
                    "expectedIssuer: is blank; set it to what iss must be, or leave it empty for any issuer");
        }
        return issuer;
    }

    private static boolean expiresPerAction(JwtConfig config) {
        String expiry = Property.text("expiry", config::expiry).strip();
        return switch (expiry) {
            case "connect" -> false;
            case "action" -> true;
            default ->
                throw new IllegalArgumentException("expiry: is neither connect nor action; set it to one of them");
        };
    }
}
