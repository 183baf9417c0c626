package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules for a shared secret: RFC 7518 §3.2 wants at least as many bytes as the hash has, and a published one is none. */
final class SigningKey {

    static final int MIN_BYTES = 32;

    private static final String PLACEHOLDER = "changeme-to-a-strong-32-byte-secret-key";
    private static final Pattern UNRESOLVED = Pattern.compile("\\$[{\\[][^\\r\\n]*[}\\]]");
    private static final String BASE64 = "base64:";
    /** 32 random bytes have fewer different values about never; a repeated word has. */
    private static final int FEW_VALUES = 8;

    private static final Pattern MADE_UP =
            Pattern.compile("change.?(me|this|it)|your.?.{0,8}secret|secret.?key|password");
    private static final String ADVICE = "use one made by: openssl rand -base64 32";

    private SigningKey() {}

    /** The secret of a configuration value. */
    static Secret ofText(String text) {
        return checked("jwtSecret", text.getBytes(StandardCharsets.UTF_8), "");
    }

    /** The secret of a file's content. */
    static Secret ofFile(byte[] content, Path path) {
        String where = " (in " + path + ")";
        if (content.length > 2 && content[0] == (byte) 0xEF && content[1] == (byte) 0xBB && content[2] == (byte) 0xBF) {
            throw new IllegalArgumentException(
                    "jwtSecretFile: the secret begins with a byte order mark; save the file without one" + where);
        }
        // A file is not interpolated, so ${ may be part of a secret there; nothing but a placeholder is a template left
        // as it was.
        if (UNRESOLVED.matcher(new String(content, StandardCharsets.UTF_8)).matches()) {
            throw new IllegalArgumentException(
                    "jwtSecretFile: the file holds a placeholder that nobody has resolved; write"
                            + " the secret itself into it" + where);
        }
        return checked("jwtSecretFile", content, where);
    }

    /** Why the secret looks like one that others can guess, though it is long enough. */
    static Optional<String> weakness(Secret secret) {
        if (secret.reveal().chars().distinct().count() < FEW_VALUES) {
            return Optional.of("it repeats a few characters");
        }
        if (MADE_UP.matcher(secret.reveal().toLowerCase(Locale.ROOT)).find()) {
            return Optional.of("it contains words of published examples");
        }
        return Optional.empty();
    }

    private static Secret checked(String property, byte[] text, String where) {
        if (Arrays.equals(text, PLACEHOLDER.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException(
                    property + ": is the documentation's placeholder, which everybody knows; " + ADVICE + where);
        }
        byte[] key = decoded(property, text, where);
        if (key.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    property + ": the secret is shorter than " + MIN_BYTES + " bytes; " + ADVICE + where);
        }
        return Secret.of(key);
    }

    private static byte[] decoded(String property, byte[] text, String where) {
        String prefix = new String(text, 0, Math.min(text.length, BASE64.length()), StandardCharsets.ISO_8859_1);
        if (!prefix.equals(BASE64)) {
            return text;
        }
        byte[] base64 = Arrays.copyOfRange(text, BASE64.length(), text.length);
        boolean urlSafe = new String(base64, StandardCharsets.ISO_8859_1).matches("[^+/]*");
        try {
            return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(base64);
        } catch (IllegalArgumentException e) {
            // Not as a cause: the decoder's message shows a character of the secret.
            throw new IllegalArgumentException(property + ": what follows base64: is no base64; " + ADVICE + where);
        }
    }
}
