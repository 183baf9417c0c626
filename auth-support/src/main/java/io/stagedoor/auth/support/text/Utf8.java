package io.stagedoor.auth.support.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The content of a file in UTF-8. A byte order mark at its beginning is no part of it. What is wrong is an {@link
 * IllegalArgumentException} whose text goes behind the name of the file, and shows nothing of it.
 */
public final class Utf8 {

    /** The byte order mark, as a character. */
    public static final char MARK = '\ufeff';

    private static final byte[] MARK_BYTES = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final String IN_UTF_16 = "is in UTF-16; save it in UTF-8";

    private Utf8() {}

    /** Whether the content begins with the mark of UTF-8. */
    public static boolean hasMark(byte[] content) {
        return startsWith(content, 0xEF, 0xBB, 0xBF);
    }

    /**
     * The content without the mark of UTF-8.
     *
     * @throws IllegalArgumentException if it is in UTF-16 or UTF-32: it has a mark that says so, or every second byte is 0
     */
    public static byte[] withoutMark(byte[] content) {
        if (startsWith(content, 0xFE, 0xFF) || startsWith(content, 0xFF, 0xFE) || hasEverySecondByteZero(content)) {
            throw new IllegalArgumentException(IN_UTF_16);
        }
        return hasMark(content) ? Arrays.copyOfRange(content, MARK_BYTES.length, content.length) : content;
    }

    /** The content, with the mark of UTF-8 before it. */
    public static byte[] marked(byte[] content) {
        byte[] marked = Arrays.copyOf(MARK_BYTES, MARK_BYTES.length + content.length);
        System.arraycopy(content, 0, marked, MARK_BYTES.length, content.length);
        return marked;
    }

    /**
     * The text without the mark.
     *
     * @throws IllegalArgumentException if it is not in UTF-8, or has a NUL in it
     */
    public static String text(byte[] content) {
        byte[] bytes = withoutMark(content);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not in UTF-8; save it in UTF-8");
        }
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new IllegalArgumentException("line " + lineOf(text, nul) + ": has a NUL byte; remove it");
        }
        return text;
    }

    private static long lineOf(String text, int at) {
        return text.substring(0, at).lines().count() + (at == 0 || isLineEnd(text.charAt(at - 1)) ? 1 : 0);
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private static boolean startsWith(byte[] content, int... mark) {
        if (content.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((content[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** As UTF-16 without a mark looks, of what is mostly ASCII. */
    private static boolean hasEverySecondByteZero(byte[] content) {
        if (content.length < 2 || content.length % 2 != 0) {
            return false;
        }
        boolean even = true;
        boolean odd = true;
        for (int i = 0; i < content.length && (even || odd); i += 2) {
            even &= content[i] == 0;
            odd &= content[i + 1] == 0;
        }
        return even || odd;
    }
}
