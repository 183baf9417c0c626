package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.support.Property;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the configuration says, checked; where the secret is, but not yet the one in a file.
 *
 * @param issuer empty for any
 * @param expiresPerAction whether {@code exp} is judged again for each publish and play
 */
record Settings(
        String name,
        SecretSource secret,
        Duration longestLifetime,
        Duration clockSkew,
        String issuer,
        int maxTokenBytes,
        boolean expiresPerAction) {

    /**
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never a secret
     */
    static Settings of(JwtConfig config) {
        return new Settings(
                nameOf(config),
                secretOf(config),
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

    private static SecretSource secretOf(JwtConfig config) {
        String text = Property.text("jwtSecret", config::jwtSecret);
        String file = Property.text("jwtSecretFile", config::jwtSecretFile);
        if (text.isEmpty() == file.isBlank()) {
            throw new IllegalArgumentException(
                    text.isEmpty()
                            ? "jwtSecret, jwtSecretFile: both are missing; set one of them"
                            : "jwtSecret, jwtSecretFile: both are set; remove one of them");
        }
        return text.isEmpty() ? new SecretSource.InFile(path(file)) : new SecretSource.Literal(SigningKey.ofText(text));
    }

    private static Path path(String file) {
        try {
            return Path.of(file.strip());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("jwtSecretFile: is no path; set it to the path of a file", e);
        }
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
