package io.stagedoor.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A password, a token or a key. It does not reveal its value: {@link #toString} is {@code ***}, it cannot be serialised, its
 * hash code is constant, and it compares in a time that does not depend on where two values differ.
 */
public final class Secret {

    private final byte[] value;

    private Secret(byte[] value) {
        this.value = value;
    }

    /**
     * A secret of the given text, in UTF-8.
     *
     * @param text may be empty
     */
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A secret of the given bytes, which are copied.
     *
     * @param bytes may be empty
     */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** The text of this secret, for the code that needs it, and never for a log. */
    public String reveal() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** A copy of the bytes of this secret, for the code that needs them. */
    public byte[] bytes() {
        return value.clone();
    }

    /** The number of bytes of this secret, in UTF-8 where it was made from text. */
    public int length() {
        return value.length;
    }

    /** Equal to a secret of the same bytes; takes the same time wherever the first difference is. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(value, secret.value);
    }

    /** Constant, because a hash would leak information on the value. */
    @Override
    public int hashCode() {
        return Objects.hashCode(Secret.class.getName());
    }

    /** Always {@code ***}. */
    @Override
    public String toString() {
        return "***";
    }
}
