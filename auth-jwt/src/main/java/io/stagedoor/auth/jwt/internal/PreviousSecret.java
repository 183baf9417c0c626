package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.support.Property;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A secret that was the current one, as the configuration lists it.
 *
 * @param name what {@code kid} calls it
 * @param acceptUntil when it ends; empty when that is counted from the moment it ceased to be the current one
 * @param overlap how long it is accepted from that moment on; zero with {@code acceptUntil}
 */
record PreviousSecret(String name, SecretSource source, Optional<Instant> acceptUntil, Duration overlap) {

    static final int MOST = 8;

    private static final String PREFIX = "previousSecret.";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Those that {@code previousSecrets} lists, in this order.
     *
     * @param properties the whole configuration, which has the properties of each
     * @throws IllegalArgumentException naming the property
     */
    static List<PreviousSecret> of(JwtConfig config, Map<String, ?> properties) {
        List<String> names = names(config);
        if (names.size() > MOST) {
            throw new IllegalArgumentException("previousSecrets: has more than " + MOST + " names; remove the oldest");
        }
        // Config Admin tells no two properties apart by case alone.
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            requireName("previousSecrets", name);
            if (!seen.add(name)) {
                throw new IllegalArgumentException("previousSecrets: names one secret twice; remove one of them");
            }
        }
        return names.stream().map(name -> of(name, properties)).toList();
    }

    /** Properties of previous secrets that have no meaning: mistyped, or of a name that is not listed. */
    static Set<String> unknown(JwtConfig config, Map<String, ?> properties) {
        Set<String> known = names(config).stream()
                .flatMap(name -> List.of("secret", "file", "acceptUntil", "overlapSeconds").stream()
                        .map(end -> key(name, end)))
                .collect(Collectors.toSet());
        return properties.keySet().stream()
                .filter(key -> key.toLowerCase(Locale.ROOT).startsWith(PREFIX.toLowerCase(Locale.ROOT)))
                .filter(key -> !known.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static void requireName(String key, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    key + ": a name is 1 to 64 letters, digits and the characters . _ -; choose another");
        }
    }

    /** Whether nothing is accepted by it any more. */
    boolean hasEnded(Instant now) {
        return acceptUntil.isPresent() && !now.isBefore(acceptUntil.get());
    }

    private static List<String> names(JwtConfig config) {
        return Property.texts("previousSecrets", config::previousSecrets).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static PreviousSecret of(String name, Map<String, ?> properties) {
        SecretSource source = SecretSource.of(
                key(name, "secret"), () -> (String) properties.get(key(name, "secret")), key(name, "file"), () ->
                        (String) properties.get(key(name, "file")));
        String until = text(name, "acceptUntil", properties);
        String overlap = text(name, "overlapSeconds", properties);
        if (until.isEmpty() == overlap.isEmpty()) {
            throw new IllegalArgumentException(key(name, "acceptUntil") + ", " + key(name, "overlapSeconds")
                    + (until.isEmpty() ? ": both are missing; set one of them" : ": both are set; remove one of them"));
        }
        return until.isEmpty()
                ? new PreviousSecret(name, source, Optional.empty(), overlap(key(name, "overlapSeconds"), overlap))
                : new PreviousSecret(
                        name, source, Optional.of(instant(key(name, "acceptUntil"), until)), Duration.ZERO);
    }

    private static String text(String name, String end, Map<String, ?> properties) {
        return Property.text(key(name, end), () -> {
                    Object value = properties.get(key(name, end));
                    return value == null ? null : value.toString();
                })
                .strip();
    }

    private static Instant instant(String key, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(key + ": is no instant; write it like 2026-11-24T23:00:00Z");
        }
    }

    private static Duration overlap(String key, String text) {
        return Duration.ofSeconds(
                Property.number(key, () -> Long.parseLong(text), 1, SecretSettings.LONGEST_OVERLAP_SECONDS));
    }

    private static String key(String name, String end) {
        return PREFIX + name + "." + end;
    }
}
