package io.stagedoor.auth.support.key;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a shared secret: RFC 7518 §3.2 wants at least as many bytes as the hash has, and a published secret is refused.
 * What breaks them is an {@link IllegalArgumentException} that names where the secret came from, and never shows it.
 */
public final class SigningKey {

    /** The largest file that is read for a secret, in bytes. */
    public static final int MAX_FILE_BYTES = 1 << 16;

    private static final int MIN_BYTES = 32;
    private static final String PLACEHOLDER = "changeme-to-a-strong-32-byte-secret-key";
    private static final Pattern UNRESOLVED = Pattern.compile("\\$[{\\[][^\\r\\n]*[}\\]]");
    private static final String BASE64 = "base64:";
    /** 32 random bytes have fewer different values about never; a repeated word has. */
    private static final int FEW_VALUES = 8;

    private static final Pattern MADE_UP =
            Pattern.compile("change.?(me|this|it)|your.?.{0,8}secret|secret.?key|password");
    private static final String ADVICE = "use one made by: openssl rand -base64 32";

    private final String origin;
    private final String where;

    private SigningKey(String origin, String where) {
        this.origin = origin;
        this.where = where;
    }

    /**
     * The secret that a configured text is, whole.
     *
     * @param origin the property or option that it comes from, for the messages
     */
    public static Secret ofText(String origin, String text) {
        return new SigningKey(origin, "").checked(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The secret that a file holds; a byte order mark before it and one line break at its end are not part of it.
     *
     * @param origin the property or option that names the file, for the messages
     * @param content the whole content
     * @param where further words for the messages; may be empty
     */
    public static Secret ofFile(String origin, byte[] content, String where) {
        return new SigningKey(origin, where).inFile(content);
    }

    /** Why the secret looks like one that others can guess, though it is long enough. */
    public static Optional<String> weakness(Secret secret) {
        if (secret.reveal().chars().distinct().count() < FEW_VALUES) {
            return Optional.of("it repeats a few characters");
        }
        if (MADE_UP.matcher(secret.reveal().toLowerCase(Locale.ROOT)).find()) {
            return Optional.of("it contains words of published examples");
        }
        return Optional.empty();
    }

    private Secret inFile(byte[] file) {
        byte[] content;
        try {
            content = textOf(file);
        } catch (IllegalArgumentException e) {
            throw wrong("the file " + e.getMessage());
        }
        // A file is not interpolated, so ${ may be part of a secret there; nothing but a placeholder is a template left
        // as it was.
        if (UNRESOLVED.matcher(new String(content, StandardCharsets.UTF_8)).matches()) {
            throw wrong("the file holds an unresolved placeholder; write the secret itself into it");
        }
        return checked(content);
    }

    private Secret checked(byte[] text) {
        if (Arrays.equals(text, PLACEHOLDER.getBytes(StandardCharsets.UTF_8))) {
            throw wrong("is the documentation's placeholder, which everybody knows; " + ADVICE);
        }
        byte[] base64 = behindPrefix(text);
        byte[] key = base64 == null ? text : decoded(base64);
        if (key.length < MIN_BYTES) {
            throw wrong("the secret is shorter than " + MIN_BYTES + " bytes; " + ADVICE);
        }
        if (PublishedSecrets.contains(key) || base64 != null && PublishedSecrets.contains(base64)) {
            throw wrong("the secret is on a public list of secrets, which attackers try first; " + ADVICE);
        }
        return Secret.of(key);
    }

    /** What follows the prefix for base64; {@code null} without it. */
    private static byte @Nullable [] behindPrefix(byte[] text) {
        String prefix = new String(text, 0, Math.min(text.length, BASE64.length()), StandardCharsets.ISO_8859_1);
        return prefix.equals(BASE64) ? Arrays.copyOfRange(text, BASE64.length(), text.length) : null;
    }

    private byte[] decoded(byte[] base64) {
        boolean urlSafe = new String(base64, StandardCharsets.ISO_8859_1).matches("[^+/]*");
        try {
            return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(base64);
        } catch (IllegalArgumentException e) {
            // Not as a cause: the decoder's message shows a character of the secret.
            throw wrong("what follows base64: is not base64; " + ADVICE);
        }
    }

    /**
     * What a file says: without the byte order mark that may stand before it, and the one line break that may stand at its end.
     *
     * @throws IllegalArgumentException if it is in UTF-16
     */
    public static byte[] textOf(byte[] content) {
        byte[] text = Utf8.withoutMark(content);
        int end = text.length;
        if (end > 0 && text[end - 1] == '\n') {
            end--;
        }
        if (end > 0 && text[end - 1] == '\r') {
            end--;
        }
        return Arrays.copyOf(text, end);
    }

    /** What is allowed and perhaps not meant of a secret that somebody has written: a sentence about it, never itself. */
    public static List<String> remarks(Secret secret) {
        List<String> remarks = new ArrayList<>();
        weakness(secret).ifPresent(why -> remarks.add("the secret looks guessable: " + why + "; " + ADVICE));
        remarks.addAll(Oddities.of(secret.bytes()));
        return List.copyOf(remarks);
    }

    private IllegalArgumentException wrong(String sentence) {
        return new IllegalArgumentException(origin + ": " + sentence + where);
    }
}
