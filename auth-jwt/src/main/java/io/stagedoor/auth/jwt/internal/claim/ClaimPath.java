package io.stagedoor.auth.jwt.internal.claim;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where a claim stands.
 *
 * @param names the names of the members that lead to it, from the outside; an index in an array is a name, too
 */
public record ClaimPath(List<String> names) {

    private static final String WRONG_ESCAPE = ".*~(?![01]).*";

    public ClaimPath {
        names = List.copyOf(names);
    }

    /**
     * The path that a text is: a claim's name as it stands, or a JSON pointer (RFC 6901 §3) if it begins with {@code /}.
     *
     * @throws IllegalArgumentException with the reason why it is neither
     */
    public static ClaimPath of(String text) {
        if (!text.startsWith("/")) {
            return new ClaimPath(List.of(text));
        }
        if (text.matches(WRONG_ESCAPE)) {
            throw new IllegalArgumentException("in a JSON pointer, ~ is written ~0, and / in a name ~1");
        }
        return new ClaimPath(Stream.of(text.substring(1).split("/", -1))
                .map(name -> name.replace("~1", "/").replace("~0", "~"))
                .toList());
    }

    /** Whether texts there are lists with blanks between (RFC 6749 §3.3), and not with commas. */
    boolean isScope() {
        return names.equals(List.of("scope")) || names.equals(List.of("scp"));
    }

    /** As people write it. */
    @Override
    public String toString() {
        return names.size() == 1 && !names.get(0).startsWith("/")
                ? names.get(0)
                : "/" + String.join("/", names.stream().map(ClaimPath::escaped).toList());
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
