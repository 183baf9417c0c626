package io.stagedoor.auth.simple.internal;

import io.stagedoor.auth.simple.internal.login.Limits;
import io.stagedoor.auth.support.ProviderLife;
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

    /** The property that names the file of the users. */
    static final String FILE = "credentialsFile";

    /**
     * @param home where relative paths begin
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do
     */
    static Settings of(Properties properties, Path home) {
        properties.requireKnown();
        return new Settings(
                properties.required(ProviderLife.NAME),
                fileOf(properties, home),
                properties.duration("pollMillis"),
                limitsOf(properties),
                hashesOf(properties),
                properties.duration("hashWaitMillis"),
                properties.duration("rememberSeconds"),
                properties.count("rememberedLogins"));
    }

    private static Path fileOf(Properties properties, Path home) {
        String file = properties.text(FILE);
        if (file.isEmpty()) {
            throw new IllegalArgumentException(FILE + ": is empty; set it to the path of a file");
        }
        try {
            return home.resolve(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(FILE + ": not a path; set it to the path of a file", e);
        }
    }

    private static Limits limitsOf(Properties properties) {
        return new Limits(
                properties.count("throttleFailures"),
                properties.duration("throttleWindowMinutes"),
                properties.duration("throttleHoldMinutes"),
                properties.count("throttleAccountFailures"),
                properties.duration("throttleAccountHoldMinutes"),
                properties.count("throttleEntries"));
    }

    private static int hashesOf(Properties properties) {
        int hashes = properties.count("maxConcurrentHashes");
        return hashes > 0 ? hashes : Runtime.getRuntime().availableProcessors();
    }
}
