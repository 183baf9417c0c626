package io.stagedoor.auth.support.key;

import io.stagedoor.auth.support.text.Blanks;
import io.stagedoor.auth.support.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What is allowed in a secret, and rarely meant: somebody else has the secret without it, and each token has a bad signature. Sentences
 * about it, which never show it.
 */
public final class Oddities {

    private static final String QUOTES = "\"'`\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb";
    private static final char UNDECODED = '\ufffd';

    private Oddities() {}

    /**
     * What is odd in a secret as it is used, of which every byte counts.
     *
     * @param secret in UTF-8 where it was made of text; nothing is odd in random bytes
     */
    static List<String> of(byte[] secret) {
        String text = new String(secret, StandardCharsets.UTF_8);
        String core = Blanks.strip(text);
        List<String> odd = new ArrayList<>();
        if (core.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            return odd;
        }
        if (text.endsWith("\n") || text.endsWith("\r")) {
            odd.add(
                    "the secret ends with a line break, which is part of it; Stagedoor ignores only one, in a file; remove the others");
        } else if (Blanks.surround(text)) {
            odd.add("the secret begins or ends with a blank, which is part of it");
        }
        if (core.indexOf('\n') >= 0 || core.indexOf('\r') >= 0) {
            odd.add("the secret has several lines, which are all part of it");
        }
        if (isQuoted(core)) {
            odd.add("the secret is in quotes, which are part of it");
        }
        if (core.indexOf(UNDECODED) >= 0 && isUtf8(secret, text)) {
            odd.add("the secret has characters that are not UTF-8; save its file in UTF-8");
        }
        return odd;
    }

    /**
     * What is odd in a file that a configuration names by {@code $[secret:FILE]}: it is read as text, without blanks at its ends.
     *
     * @param content the whole content
     */
    public static List<String> ofNamedFile(byte[] content) {
        List<String> odd = new ArrayList<>();
        String text;
        try {
            text = Utf8.text(content);
        } catch (IllegalArgumentException e) { // it shows nothing of it
            return List.of("the file " + e.getMessage());
        }
        String core = Blanks.strip(text);
        String withoutEnd =
                text.endsWith("\n") ? text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1)) : text;
        if (core.isEmpty()) {
            odd.add("the file is empty");
        }
        if (!core.isEmpty() && Blanks.surround(withoutEnd)) {
            odd.add("the file has blanks or line breaks around the secret, which Stagedoor ignores");
        }
        if (core.indexOf('\n') >= 0 || core.indexOf('\r') >= 0) {
            odd.add("the file has several lines, which are all part of the secret");
        }
        if (isQuoted(core)) {
            odd.add("the secret is in quotes, which are part of it");
        }
        return List.copyOf(odd);
    }

    private static boolean isUtf8(byte[] secret, String text) {
        return java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), secret);
    }

    private static boolean isQuoted(String text) {
        return text.length() > 1
                && QUOTES.indexOf(text.charAt(0)) >= 0
                && QUOTES.indexOf(text.charAt(text.length() - 1)) >= 0;
    }
}
