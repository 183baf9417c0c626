package io.stagedoor.auth.simple.internal;

import io.stagedoor.auth.support.Property;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the configuration says, checked; where the users are, but not yet who they are.
 *
 * @param hashes how many at once
 * @param patience how long a login may wait for its turn
 */
record Settings(
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
    static Settings of(SimpleConfig config, Path home) {
        return new Settings(
                nameOf(config),
                fileOf(config, home),
                Duration.ofMillis(Property.number("pollMillis", config::pollMillis, 50, 60_000)),
                limitsOf(config),
                hashesOf(config),
                Duration.ofMillis(Property.number("hashWaitMillis", config::hashWaitMillis, 0, 60_000)),
                Duration.ofSeconds(Property.number("rememberSeconds", config::rememberSeconds, 0, 3600)),
                (int) Property.number("rememberedLogins", config::rememberedLogins, 1, 1_000_000));
    }

    /** The one setting that is needed to be known as an authenticator at all, be the others right or wrong. */
    static String nameOf(SimpleConfig config) {
        String name = Property.text("name", config::name).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "name: is missing; set it to what the application's authenticator property says");
        }
        return name;
    }

    private static Path fileOf(SimpleConfig config, Path home) {
        String file = Property.text("credentialsFile", config::credentialsFile).strip();
        if (file.isEmpty()) {
            throw new IllegalArgumentException("credentialsFile: is empty; set it to the path of a file");
        }
        try {
            return home.resolve(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("credentialsFile: is no path; set it to the path of a file", e);
        }
    }

    private static Limits limitsOf(SimpleConfig config) {
        return new Limits(
                (int) Property.number("throttleFailures", config::throttleFailures, 0, 1000),
                Duration.ofMinutes(Property.number("throttleWindowMinutes", config::throttleWindowMinutes, 1, 1440)),
                Duration.ofMinutes(Property.number("throttleHoldMinutes", config::throttleHoldMinutes, 1, 1440)),
                (int) Property.number("throttleAccountFailures", config::throttleAccountFailures, 0, 1_000_000),
                Duration.ofMinutes(
                        Property.number("throttleAccountHoldMinutes", config::throttleAccountHoldMinutes, 1, 43_200)),
                (int) Property.number("throttleEntries", config::throttleEntries, 100, 10_000_000));
    }

    private static int hashesOf(SimpleConfig config) {
        int hashes = (int) Property.number("maxConcurrentHashes", config::maxConcurrentHashes, 0, 256);
        return hashes > 0 ? hashes : Runtime.getRuntime().availableProcessors();
    }
}
