package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.jwt.internal.key.SecretSettings;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;

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
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never a secret
     */
    static Settings of(Properties properties) {
        properties.requireKnown();
        return new Settings(
                nameOf(properties),
                SecretSettings.of(properties),
                Duration.ofMinutes(properties.number("jwtTtlMinutes", 60, 1, 525_600)),
                Duration.ofSeconds(properties.number("clockSkewSeconds", 0, 0, 300)),
                issuerOf(properties),
                (int) properties.number("maxTokenBytes", 8192, 256, 1 << 20),
                expiresPerAction(properties));
    }

    /** The one setting that is needed to be known as an authenticator at all, be the others right or wrong. */
    static String nameOf(Properties properties) {
        return properties.required("name");
    }

    private static String issuerOf(Properties properties) {
        if (properties.isBlank("expectedIssuer")) {
            throw new IllegalArgumentException(
                    "expectedIssuer: is blank; set it to what iss must be, or leave it empty for any issuer");
        }
        return properties.text("expectedIssuer", "");
    }

    private static boolean expiresPerAction(Properties properties) {
        return switch (properties.text("expiry", "connect")) {
            case "connect" -> false;
            case "action" -> true;
            default ->
                throw new IllegalArgumentException("expiry: is neither connect nor action; set it to one of them");
        };
    }
}
