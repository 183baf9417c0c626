package io.stagedoor.cli.init;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An identity provider, as somebody has typed it.
 *
 * @param issuer the {@code iss} of its tokens
 * @param audiences whom its tokens may be for
 * @param publishers conditions for publishing
 * @param subscribers conditions for playing
 */
record Provider(String issuer, List<String> audiences, List<String> publishers, List<String> subscribers) {

    /** What a configuration file has another meaning for, or would lose. */
    private static final Pattern SPECIAL = Pattern.compile("(?s).*[\\p{Cntrl}\\\\,].*|.*\\$[\\[{].*|\\s.*|.*\\s|");

    Provider {
        audiences = List.copyOf(audiences);
        publishers = List.copyOf(publishers);
        subscribers = List.copyOf(subscribers);
        require("--oidc", List.of(issuer));
        require("--audience", audiences);
        require("--publisher-if", publishers);
        require("--subscriber-if", subscribers);
    }

    /** Whatever else is wrong with them, the bundle says that reads them. */
    private static void require(String option, List<String> values) {
        if (values.stream().anyMatch(SPECIAL.asMatchPredicate())) {
            throw new IllegalArgumentException(option
                    + ": is empty, or has a control character, a backslash, a blank at its ends, ${ or $[; write it into"
                    + " the configuration file by hand");
        }
    }

    /** Whether no token can publish or play. */
    boolean allowsNothing() {
        return publishers.isEmpty() && subscribers.isEmpty();
    }

    /** The configuration of the issuer. */
    Map<String, String> settings(String name) {
        return Map.of(
                "name",
                name,
                "issuer",
                issuer,
                "keys",
                "discovery",
                "audiences",
                String.join(",", audiences),
                "publisherIf",
                String.join(",", publishers),
                "subscriberIf",
                String.join(",", subscribers));
    }
}
