package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the secrets are that tokens may be signed with; not yet those in files.
 *
 * @param id what {@code kid} calls the current one; empty for nothing
 * @param overlap how long a secret is accepted after it was replaced, though it is not listed among the previous ones
 */
record SecretSettings(SecretSource current, String id, List<PreviousSecret> previous, Duration overlap) {

    static final long LONGEST_OVERLAP_SECONDS = Duration.ofDays(31).toSeconds();

    /**
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never a secret
     */
    static SecretSettings of(Properties properties) {
        SecretSettings settings = new SecretSettings(
                SecretSource.of(properties, "jwtSecret", "jwtSecretFile"),
                id(properties),
                PreviousSecret.of(properties),
                Duration.ofSeconds(properties.number("overlapSeconds", 0, 0, LONGEST_OVERLAP_SECONDS)));
        if (settings.previous().stream().anyMatch(one -> one.name().equalsIgnoreCase(settings.id()))) {
            throw new IllegalArgumentException(
                    "jwtSecretId: is also the name of a previous secret; give the current one another name");
        }
        return settings;
    }

    /**
     * The secrets of this moment. What is wrong with a previous one whose end has come is no matter: it is left out.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do; never a secret
     */
    Secrets read(Instant now) {
        Secret first = current.read();
        Map<String, Secret> others = new HashMap<>();
        for (PreviousSecret one : previous) {
            if (!one.hasEnded(now)) {
                Secret secret = one.source().read();
                requireNew(one, secret, first, others);
                others.put(one.name(), secret);
            }
        }
        for (PreviousSecret one : previous) {
            if (one.hasEnded(now)) {
                readIfPossible(one).ifPresent(secret -> others.put(one.name(), secret));
            }
        }
        return new Secrets(first, others);
    }

    private static void requireNew(PreviousSecret one, Secret secret, Secret first, Map<String, Secret> others) {
        if (secret.equals(first)) {
            throw new IllegalArgumentException(one.source().property()
                    + ": is the current secret; set jwtSecret or jwtSecretFile to another one, or remove this one");
        }
        if (others.containsValue(secret)) {
            throw new IllegalArgumentException(
                    one.source().property() + ": has the same secret as another name; remove one of the two names");
        }
    }

    private static Optional<Secret> readIfPossible(PreviousSecret one) {
        try {
            return Optional.of(one.source().read());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether a secret can change without a change of the configuration. */
    boolean inFiles() {
        return !files().isEmpty();
    }

    /** The files that secrets are in. */
    List<Path> files() {
        return Stream.concat(Stream.of(current), previous.stream().map(PreviousSecret::source))
                .filter(SecretSource.InFile.class::isInstance)
                .map(source -> ((SecretSource.InFile) source).path())
                .toList();
    }

    private static String id(Properties properties) {
        String id = properties.text("jwtSecretId", "");
        if (!id.isEmpty()) {
            PreviousSecret.requireName("jwtSecretId", id);
        }
        return id;
    }

    /**
     * What was read.
     *
     * @param previous by name
     */
    record Secrets(Secret current, Map<String, Secret> previous) {
        Secrets {
            previous = Map.copyOf(previous);
        }
    }
}
