package io.stagedoor.auth.simple.internal;

import io.stagedoor.auth.simple.internal.login.Limits;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the configuration says, checked; where the users are, but not yet who they are.
 *
 * @param hashes how many at once
 * @param patience how long a login may wait for its turn
 */
public record Settings(
        String name,
        Path file,
        Duration poll,
        Limits limits,
        int hashes,
        Duration patience,
        Duration memory,
        int rememberedLogins) {

    /**
     * @param home where relative paths begin
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do
     */
    static Settings of(Properties properties, Path home) {
        properties.requireKnown();
        return new Settings(
                nameOf(properties),
                fileOf(properties, home),
                Duration.ofMillis(properties.number("pollMillis", 250, 50, 60_000)),
                limitsOf(properties),
                hashesOf(properties),
                Duration.ofMillis(properties.number("hashWaitMillis", 1000, 0, 60_000)),
                Duration.ofSeconds(properties.number("rememberSeconds", 60, 0, 3600)),
                (int) properties.number("rememberedLogins", 10_000, 1, 1_000_000));
    }

    /** The one setting that is needed to be known as an authenticator at all, be the others right or wrong. */
    static String nameOf(Properties properties) {
        return properties.required("name");
    }

    private static Path fileOf(Properties properties, Path home) {
        String file = properties.text("credentialsFile", "conf/simple-auth-plugin.credentials");
        if (file.isEmpty()) {
            throw new IllegalArgumentException("credentialsFile: is empty; set it to the path of a file");
        }
        try {
            return home.resolve(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("credentialsFile: not a path; set it to the path of a file", e);
        }
    }

    private static Limits limitsOf(Properties properties) {
        return new Limits(
                (int) properties.number("throttleFailures", 5, 0, 1000),
                Duration.ofMinutes(properties.number("throttleWindowMinutes", 15, 1, 1440)),
                Duration.ofMinutes(properties.number("throttleHoldMinutes", 15, 1, 1440)),
                (int) properties.number("throttleAccountFailures", 100, 0, 1_000_000),
                Duration.ofMinutes(properties.number("throttleAccountHoldMinutes", 1440, 1, 43_200)),
                (int) properties.number("throttleEntries", 20_000, 100, 10_000_000));
    }

    private static int hashesOf(Properties properties) {
        int hashes = (int) properties.number("maxConcurrentHashes", 0, 0, 256);
        return hashes > 0 ? hashes : Runtime.getRuntime().availableProcessors();
    }
}
