package io.stagedoor.auth.jwt.internal.key;

import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.property.Properties;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A secret that was the current one, as the configuration lists it.
 *
 * @param name what {@code kid} calls it
 * @param acceptUntil when it ends; empty when that is counted from the moment it ceased to be the current one
 * @param overlap how long it is accepted from that moment on; zero with {@code acceptUntil}
 */
public record PreviousSecret(String name, SecretSource source, Optional<Instant> acceptUntil, Duration overlap) {

    public static final int MOST = 8;

    private static final String LIST = "previousSecrets";
    private static final String PREFIX = "previousSecret.";

    /**
     * Those that {@code previousSecrets} lists, in this order.
     *
     * @throws IllegalArgumentException naming the property
     */
    static List<PreviousSecret> of(Properties properties) {
        List<String> names = names(properties);
        if (names.size() > MOST) {
            throw new IllegalArgumentException(LIST + ": has more than " + MOST + " names; remove the oldest");
        }
        // Config Admin tells no two properties apart by case alone.
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            KeyName.require(LIST, name);
            if (!seen.add(name)) {
                throw new IllegalArgumentException(LIST + ": names one secret twice; remove one of them");
            }
        }
        return names.stream().map(name -> of(name, properties)).toList();
    }

    /**
     * Properties of previous secrets that have no meaning, because {@code previousSecrets} does not list the name. That is how a
     * secret is withdrawn, so it must not be an error: the last good configuration would go on accepting it.
     */
    public static Set<String> unlisted(Properties properties) {
        List<String> names = names(properties);
        return properties.names().stream()
                .filter(key -> key.startsWith(PREFIX))
                .filter(key -> !names.contains(key.substring(PREFIX.length(), key.lastIndexOf('.'))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether nothing is accepted by it any more. */
    public boolean hasEnded(Instant now) {
        return acceptUntil.isPresent() && !now.isBefore(acceptUntil.get());
    }

    private static List<String> names(Properties properties) {
        return properties.list(LIST, ',');
    }

    private static PreviousSecret of(String name, Properties properties) {
        SecretSource source = SecretSource.required(properties, key(name, "secret"), key(name, "file"));
        String end = key(name, "acceptUntil");
        String until = properties.text(end);
        String overlap = key(name, "overlapSeconds");
        if (until.isEmpty() != properties.isSet(overlap)) {
            throw new IllegalArgumentException(end + ", " + overlap
                    + (until.isEmpty() ? ": both are missing; set one of them" : ": both are set; remove one of them"));
        }
        return until.isEmpty()
                ? new PreviousSecret(name, source, Optional.empty(), properties.duration(overlap))
                : new PreviousSecret(name, source, Optional.of(instant(end, until)), Duration.ZERO);
    }

    private static Instant instant(String key, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(key + ": not an instant; write it like 2026-11-24T23:00:00Z");
        }
    }

    private static String key(String name, String end) {
        return PREFIX + name + "." + end;
    }
}
