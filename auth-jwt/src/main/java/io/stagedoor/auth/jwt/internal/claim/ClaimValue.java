package io.stagedoor.auth.jwt.internal.claim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a claim says. Built while a token is read, and not changed afterwards.
 */
public final class ClaimValue {

    private final Kind kind;
    /** The text, the number or the truth value as written; empty for the other kinds. */
    private final String scalar;
    /** The items of an array that are no arrays and no objects, as written; the names of an object's members. */
    private final List<String> items;
    /** Whether the array has nothing but texts. */
    private boolean textsOnly = true;

    private enum Kind {
        TEXT,
        OTHER_SCALAR,
        NULL,
        ARRAY,
        OBJECT
    }

    private ClaimValue(Kind kind, String scalar, List<String> items) {
        this.kind = kind;
        this.scalar = scalar;
        this.items = items;
    }

    static ClaimValue text(String text) {
        return new ClaimValue(Kind.TEXT, text, List.of());
    }

    /** A number, {@code true} or {@code false}. */
    static ClaimValue scalar(String asWritten) {
        return new ClaimValue(Kind.OTHER_SCALAR, asWritten, List.of());
    }

    /** {@code null}. */
    static ClaimValue nothing() {
        return new ClaimValue(Kind.NULL, "", List.of());
    }

    static ClaimValue array() {
        return new ClaimValue(Kind.ARRAY, "", new ArrayList<>());
    }

    static ClaimValue object() {
        return new ClaimValue(Kind.OBJECT, "", new ArrayList<>());
    }

    /** An item of the array, or a member's name of the object. */
    void add(String item) {
        items.add(item);
    }

    /** The array has an item that is no text. */
    void hasOthers() {
        textsOnly = false;
    }

    /** The text, or the number or truth value as written; {@code null} for anything else. */
    public @Nullable String scalar() {
        return isScalar() ? scalar : null;
    }

    private boolean isScalar() {
        return kind == Kind.TEXT || kind == Kind.OTHER_SCALAR;
    }

    /** The text; {@code null} for anything else. */
    public @Nullable String text() {
        return kind == Kind.TEXT ? scalar : null;
    }

    /** Whether it is one of these, or an array with one of these: whole, and not split anywhere. */
    public boolean isOrHas(List<String> wanted) {
        return kind == Kind.ARRAY ? wanted.stream().anyMatch(items::contains) : isScalar() && wanted.contains(scalar);
    }

    /**
     * A list of texts: a text with commas, or an array of texts, which are not split.
     *
     * @return without blanks around each and without empty ones; empty for any other kind, too
     */
    public List<String> list() {
        return switch (kind) {
            case TEXT -> parts(',');
            case ARRAY ->
                textsOnly
                        ? items.stream()
                                .map(String::strip)
                                .filter(part -> !part.isEmpty())
                                .toList()
                        : List.of();
            default -> List.of();
        };
    }

    /**
     * The values that conditions look for: a text's parts, an array's items, the names of an object's members, or a number or truth value as
     * written.
     *
     * @param scope whether a text is split at blanks, and not at commas
     */
    List<String> values(boolean scope) {
        return switch (kind) {
            case TEXT -> parts(scope ? ' ' : ',');
            case OTHER_SCALAR -> List.of(scalar);
            case NULL, ARRAY, OBJECT -> items;
        };
    }

    private List<String> parts(char separator) {
        List<String> parts = new ArrayList<>(2);
        int from = 0;
        while (from <= scalar.length()) {
            int end = scalar.indexOf(separator, from);
            String part =
                    scalar.substring(from, end < 0 ? scalar.length() : end).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            from = end < 0 ? scalar.length() + 1 : end + 1;
        }
        return parts;
    }
}
