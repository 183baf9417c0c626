package io.stagedoor.core.limit;

import io.stagedoor.core.shared.Bounds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Those who share places.
 *
 * @param scope where they share them: the name of an application; empty for everywhere
 * @param text the same for them only, and not empty; may be secret
 */
public record Key(String scope, String text) {

    private static final int USUAL = 128;
    private static final String ALGORITHM = "SHA-256";

    /** Those of whom all these texts are the same, in this order. */
    public static Key of(String scope, String... parts) {
        StringBuilder text = new StringBuilder(USUAL);
        add(text, scope);
        for (String part : parts) {
            add(text, part);
        }
        return new Key(scope, text.toString());
    }

    /** None can run into the next. */
    private static void add(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }

    /** Its key for a store: the text itself, or a digest of one that no store takes. */
    String stored() {
        return Bounds.isKey(text) ? text : digest();
    }

    private String digest() {
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

    /** Of the text alone, which remembers it. */
    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "Key[***]";
    }
}
