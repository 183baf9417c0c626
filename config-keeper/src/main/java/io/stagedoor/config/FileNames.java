package io.stagedoor.config;

import io.stagedoor.auth.support.property.Suggestion;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says of the name of a {@code .cfg} file whether a bundle reads it, and what was meant.
 *
 * @param read what bundles read
 */
record FileNames(ReadPids read) {

    private static final String SUFFIX = ".cfg";
    private static final String APPLICATION = "stagedoor.application";
    private static final String AUTHENTICATOR = "stagedoor.authenticator.";
    private static final String ISSUER = "stagedoor.issuer";
    private static final String JWT = "jwt";
    private static final List<String> PROVIDERS = List.of(JWT, "simple", "roundtrip");
    /** They have a meaning in the filters by which configurations are looked up. */
    private static final Pattern UNUSABLE = Pattern.compile("[()*\\\\]");

    private static final String SEPARATORS = "-._~ ";

    /** A name that may be meant, and how far it is from the one that is there. */
    private record Meant(String file, int mistakes, int length) {

        boolean isBetterThan(@Nullable Meant other) {
            return other == null || mistakes < other.mistakes || mistakes == other.mistakes && length > other.length;
        }
    }

    /** Whether the framework cannot look up a configuration of this PID, so that no component gets it. */
    static boolean isUnusable(String pid) {
        return UNUSABLE.matcher(pid).find();
    }

    /**
     * Why no bundle reads a file.
     *
     * @param name of the file, with its ending
     * @return empty if one does
     */
    Optional<String> problem(String name) {
        String base = name.substring(0, name.length() - SUFFIX.length());
        int dash = base.indexOf('-');
        String head = dash > 0 ? base.substring(0, dash) : base;
        String instance = dash > 0 ? base.substring(dash + 1) : "";
        if (dash > 0 && instance.isEmpty() || dash < 0 && read.factories().contains(head)) {
            return Optional.of("it has no name after the PID; rename it to " + head + "-NAME" + SUFFIX + ".");
        }
        if (dash > 0 && read.single().contains(head)) {
            return Optional.of("'" + head + "' has one configuration only; rename it to " + head + SUFFIX + ".");
        }
        if (UNUSABLE.matcher(instance).find()) {
            return Optional.of("the OSGi framework cannot use the characters ( ) * \\ in a name; rename it to " + head
                    + "-" + instance.replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceAll("^-+|-+$", "") + SUFFIX + ".");
        }
        if (read.all().contains(head) || read.all().contains(base)) {
            return Optional.empty();
        }
        return Optional.of(provider(head)
                .map(kind -> "the bundle that reads it is not running; see why stagedoor/bundles/auth-" + kind
                        + ".jar is missing or does not start.")
                .orElseGet(() -> meant(base).isEmpty() && head.indexOf('.') > 0 && !head.startsWith("stagedoor.")
                        ? "no running bundle reads '" + head
                                + "': its bundle is missing or does not start; look for a line about it."
                        : "no bundle reads '" + head + "'; " + advice(base)));
    }

    private static Optional<String> provider(String head) {
        if (head.equals(ISSUER)) {
            return Optional.of(JWT);
        }
        return PROVIDERS.stream()
                .filter(kind -> head.equals(AUTHENTICATOR + kind))
                .findFirst();
    }

    private String advice(String base) {
        return meant(base)
                .map(file -> "did you mean " + file + "?")
                .orElse("an application is configured by " + APPLICATION + "-NAME" + SUFFIX + ", an authenticator by "
                        + AUTHENTICATOR + "KIND-NAME" + SUFFIX + " (KIND: " + String.join(", ", PROVIDERS)
                        + "), an issuer of tokens by " + ISSUER + "-NAME" + SUFFIX + ".");
    }

    private Set<String> known() {
        Set<String> known = new LinkedHashSet<>(read.all());
        known.add(ISSUER);
        PROVIDERS.forEach(kind -> known.add(AUTHENTICATOR + kind));
        return known;
    }

    /** What follows the PID may be separated by something else than a dash. */
    private Optional<String> meant(String base) {
        Meant best = null;
        for (int end = 1; end <= base.length(); end++) {
            if (end < base.length() && SEPARATORS.indexOf(base.charAt(end)) < 0) {
                continue;
            }
            String head = base.substring(0, end);
            String rest = end < base.length() ? base.substring(end + 1) : "";
            for (String pid : known()) {
                OptionalInt mistakes = mistakes(head, pid);
                if (mistakes.isPresent() && (rest.isEmpty() || !read.single().contains(pid))) {
                    Meant meant = new Meant(file(pid, rest), mistakes.getAsInt(), head.length());
                    best = meant.isBetterThan(best) ? meant : best;
                }
            }
        }
        return Optional.ofNullable(best).map(Meant::file);
    }

    private String file(String pid, String instance) {
        if (instance.isEmpty()
                && !read.factories().contains(pid)
                && provider(pid).isEmpty()) {
            return pid + SUFFIX;
        }
        return pid + "-" + (instance.isEmpty() ? "NAME" : instance) + SUFFIX;
    }

    /** A part of ours that stands for the whole has to be spelled as it is. */
    private static OptionalInt mistakes(String written, String pid) {
        boolean isPart = written.indexOf('.') < 0 && pid.startsWith("stagedoor.") && pid.endsWith("." + written)
                || pid.equals("stagedoor." + written);
        return isPart ? OptionalInt.of(0) : Suggestion.mistakes(written, pid);
    }
}
