package io.stagedoor.core.shared;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * What an implementation of {@link SharedState} takes, checked in one place for all of them. Each method throws {@link IllegalArgumentException}
 * for what it does not take; the message has neither key nor value.
 */
public final class Bounds {

    /** How long a kind or topic may be, in characters. */
    public static final int MOST_NAME = 64;

    /** How long a key or member may be, in bytes of UTF-8. */
    public static final int MOST_KEY = 1024;

    /** How long a value or message may be, in bytes. */
    public static final int MOST_VALUE = 4096;

    private static final int ASCII = 128;

    private Bounds() {}

    /** A kind or topic: 1 to 64 characters of {@code a-z0-9.-}. */
    public static String name(String name) {
        Objects.requireNonNull(name);
        if (name.isEmpty() || name.length() > MOST_NAME || !isOfNames(name)) {
            throw new IllegalArgumentException("a kind or topic has 1 to 64 characters of a-z0-9.-");
        }
        return name;
    }

    private static boolean isOfNames(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isOfName(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfName(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-';
    }

    /** A key or member: 1 to 1024 bytes of UTF-8. No two texts have the same bytes. */
    public static byte[] key(String key) {
        Objects.requireNonNull(key);
        int length = key.length();
        if (length > 0 && length <= MOST_KEY && isAscii(key)) {
            return key.getBytes(StandardCharsets.US_ASCII);
        }
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a key or member is text: it has half a character");
        }
        if (!bytes.hasRemaining() || bytes.remaining() > MOST_KEY) {
            throw new IllegalArgumentException("a key or member has 1 to 1024 bytes");
        }
        byte[] exact = new byte[bytes.remaining()];
        bytes.get(exact);
        return exact;
    }

    /** A key or member, as of {@link #key}, for whoever does not need its bytes. */
    public static String text(String key) {
        if (key.isEmpty() || key.length() > MOST_KEY || !isAscii(key)) {
            key(key);
        }
        return key;
    }

    /** Whether {@link #key} takes a text. */
    public static boolean isKey(String text) {
        if (text.isEmpty() || text.length() > MOST_KEY) {
            return false;
        }
        if (isAscii(text)) {
            return true;
        }
        try {
            return StandardCharsets.UTF_8
                            .newEncoder()
                            .encode(CharBuffer.wrap(text))
                            .remaining()
                    <= MOST_KEY;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= ASCII) {
                return false;
            }
        }
        return true;
    }

    /** A value or message of at most 4096 bytes, as a copy. */
    public static byte[] value(byte[] value) {
        if (value.length > MOST_VALUE) {
            throw new IllegalArgumentException("a value or message has at most 4096 bytes");
        }
        return value.clone();
    }

    /** A time of more than nothing. */
    public static Duration time(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("a time is longer than nothing");
        }
        return time;
    }

    /** A number of places, 1 or more. */
    public static int places(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("there is 1 place or more");
        }
        return most;
    }
}
