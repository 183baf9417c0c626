package io.stagedoor.core.limit;

import io.stagedoor.core.shared.Bounds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Those who share places. May be secret. Immutable. */
public final class Key {

    private static final int USUAL = 128;
    private static final String ALGORITHM = "SHA-256";

    private final String scope;
    private final String[] parts;
    private final int hash;

    private Key(String scope, String[] parts) {
        this.scope = scope;
        this.parts = parts;
        this.hash = 31 * scope.hashCode() + Arrays.hashCode(parts);
    }

    /**
     * Those of whom all these texts are the same, in this order.
     *
     * @param scope where they share places: the name of an application; empty for everywhere
     * @param parts not copied
     */
    public static Key of(String scope, String... parts) {
        return new Key(scope, parts);
    }

    /** Where they share places; empty for everywhere. */
    public String scope() {
        return scope;
    }

    /** Its key for a store: the text itself, or a digest of one that no store takes. */
    String stored() {
        StringBuilder text = new StringBuilder(USUAL);
        add(text, scope);
        for (String part : parts) {
            add(text, part);
        }
        String key = text.toString();
        return Bounds.isKey(key) ? key : digest(key);
    }

    /** None can run into the next. */
    private static void add(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }

    private static String digest(String text) {
        try {
            return ALGORITHM
                    + ' '
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance(ALGORITHM)
                                    .digest(text.getBytes(StandardCharsets.UTF_16BE)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key key
                && hash == key.hash
                && scope.equals(key.scope)
                && Arrays.equals(parts, key.parts);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "Key[***]";
    }
}
