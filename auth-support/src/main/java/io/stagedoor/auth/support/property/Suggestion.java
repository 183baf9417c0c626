package io.stagedoor.auth.support.property;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds what an unknown name was meant to be. Thread-safe. */
public final class Suggestion {

    /** Names in files of Red5 Pro that are no misspelling of the one here. */
    private static final Map<String, String> OF_RED5_PRO = Map.of(
            "jwt.issuer",
            "expectedIssuer",
            "issuer",
            "expectedIssuer",
            "dataSource",
            "credentialsFile",
            "defaultAuthValidatorDataSource",
            "credentialsFile",
            "validator",
            "authenticator",
            "rtmp.queryparams",
            "rtmpAllowQueryParamsEnabled",
            "rtmp.agents",
            "allowedRtmpAgents");

    /** What such names begin with. */
    private static final List<String> PREFIXES_OF_RED5_PRO = List.of("simpleauth.default.", "server.");

    /** A longer name is not compared: that takes time with the square of it. */
    private static final int LONGEST = 100;

    private static final int FARTHEST = 3;
    private static final int LETTERS_PER_MISTAKE = 4;

    private record Near(String name, int distance) {}

    private Suggestion() {}

    /**
     * The known name that is meant, or where else one is known.
     *
     * @param key the unknown one
     * @return with words around it; empty if none is near
     */
    static Optional<String> of(String key, List<String> candidates) {
        String rest = PREFIXES_OF_RED5_PRO.stream()
                .filter(key::startsWith)
                .map(prefix -> key.substring(prefix.length()))
                .findFirst()
                .orElse(key);
        String ours = OF_RED5_PRO.getOrDefault(rest, rest);
        return candidates.stream()
                .filter(candidate -> plain(candidate).equals(plain(ours)))
                .findFirst()
                .map(found -> isOfRed5Pro(key) ? "here it is called " + found : "did you mean " + found + "?")
                .or(() -> Elsewhere.of(key))
                .or(() -> nearest(key, candidates).map(found -> "did you mean " + found + "?"));
    }

    private static boolean isOfRed5Pro(String key) {
        return OF_RED5_PRO.containsKey(key)
                || key.startsWith("jwt.")
                || PREFIXES_OF_RED5_PRO.stream().anyMatch(key::startsWith);
    }

    /** The known name that one is a misspelling of; empty if none is near. */
    public static Optional<String> nearest(String key, Collection<String> candidates) {
        return candidates.stream()
                .map(candidate -> new Near(candidate, mistakes(key, candidate).orElse(FARTHEST + 1)))
                .filter(near -> near.distance() <= FARTHEST)
                .min(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .map(Near::name);
    }

    /**
     * How many letters are wrong in a name. Case, and what separates words, do not count.
     *
     * @param name as somebody has written it, of any length
     * @param candidate a name that is known
     * @return empty if there are too many for a misspelling
     */
    public static OptionalInt mistakes(String name, String candidate) {
        String plain = plain(name);
        if (plain.isEmpty() || plain.length() > LONGEST) {
            return OptionalInt.empty();
        }
        int most = Math.min(FARTHEST, Math.max(1, plain.length() / LETTERS_PER_MISTAKE));
        int distance = distance(plain, plain(candidate));
        return distance <= most ? OptionalInt.of(distance) : OptionalInt.empty();
    }

    /** Case and what parts words count for nothing. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[._\\s-]", "");
    }

    /** How many letters have to be added, removed, replaced or exchanged with the next one. */
    static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : step(steps, one, other, i, j);
            }
        }
        return steps[one.length()][other.length()];
    }

    private static int step(int[][] steps, String one, String other, int i, int j) {
        char a = one.charAt(i - 1);
        char b = other.charAt(j - 1);
        int least = Math.min(Math.min(steps[i - 1][j], steps[i][j - 1]) + 1, steps[i - 1][j - 1] + (a == b ? 0 : 1));
        boolean exchanged = i > 1 && j > 1 && a == other.charAt(j - 2) && b == one.charAt(i - 2);
        return exchanged ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
