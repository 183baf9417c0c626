package io.stagedoor.core.routing;

import io.stagedoor.auth.support.property.Suggestion;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Explains why no authenticator has the name that an application is configured with, and how to fix it.
 *
 * @param registered the names that authenticators have
 * @param configured by name, the authenticators that are configured
 */
record Missing(Collection<String> registered, Map<String, Claim> configured) {

    /**
     * A configuration that claims a name.
     *
     * @param where its file
     * @param isRead whether a bundle is running that reads it
     * @param inForce the name that its authenticator has instead; empty for none
     */
    record Claim(String where, boolean isRead, String inForce) {

        private String text() {
            if (!inForce.isEmpty()) {
                return where + " configures it, but has an error, so the name '" + inForce
                        + "' stays in force; look for the newest line about this file";
            }
            return where
                    + (isRead
                            ? " configures it, and its bundle is running: the file has an error, or the authenticator is"
                                    + " being started; look for the newest line about this file"
                            : " configures it, but its bundle in stagedoor/bundles is missing or not active");
        }
    }

    /** Of more names only the first are shown, and only so many are compared. */
    private static final int MOST_SHOWN = 5;

    private static final int MOST_COMPARED = 100;

    /** What operators write between names instead of a comma. */
    private static final Pattern SEPARATOR = Pattern.compile("[;|\\s]+");

    /**
     * @param where the file of the application's configuration
     * @return as the end of a line, without a full stop
     */
    String text(String name, String where) {
        return text(name, "authenticator", where);
    }

    /**
     * @param property that has the name
     * @param where the file of the application's configuration
     * @return as the end of a line, without a full stop
     */
    String text(String name, String property, String where) {
        return "no authenticator has the name '" + name + "', which is set as '" + property + "' in " + where + ": "
                + cure(name);
    }

    private String cure(String name) {
        if (configured.containsKey(name)) {
            return configured.get(name).text();
        }
        List<String> names = names();
        if (names.isEmpty()) {
            return "no authenticator is configured; add its configuration to stagedoor/conf";
        }
        List<String> parts =
                Stream.of(SEPARATOR.split(name)).filter(part -> !part.isEmpty()).toList();
        if (parts.size() > 1 && names.containsAll(parts)) {
            return "write commas between names: " + String.join(",", parts);
        }
        return meant(name, names).map(one -> "did you mean '" + one + "'? ").orElse("") + "Known names: "
                + shown(names)
                + (meant(name, names).isPresent()
                        ? ""
                        : "; correct the name, or add its configuration to stagedoor/conf");
    }

    private List<String> names() {
        TreeSet<String> names = new TreeSet<>(registered);
        names.addAll(configured.keySet());
        return List.copyOf(names);
    }

    private static Optional<String> meant(String name, List<String> names) {
        return names.stream()
                .limit(MOST_COMPARED)
                .filter(one -> Suggestion.mistakes(name, one).isPresent())
                .min(Comparator.comparingInt(
                        one -> Suggestion.mistakes(name, one).orElseThrow()));
    }

    private static String shown(List<String> names) {
        return names.stream().limit(MOST_SHOWN).map(one -> "'" + one + "'").collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? " and " + (names.size() - MOST_SHOWN) + " more" : "");
    }
}
