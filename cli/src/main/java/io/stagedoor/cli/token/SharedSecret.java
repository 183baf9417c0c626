package io.stagedoor.cli.token;

import io.stagedoor.auth.Secret;
import io.stagedoor.cli.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** The secret that tokens are signed with, read and judged as the server does it, so that what is refused there is refused here. */
final class SharedSecret {

    private static final int MIN_BYTES = 32;
    private static final int MAX_BYTES = 1 << 16;
    private static final String PLACEHOLDER = "changeme-to-a-strong-32-byte-secret-key";
    private static final Pattern UNRESOLVED = Pattern.compile("\\$[{\\[][^\\r\\n]*[}\\]]");
    private static final String BASE64 = "base64:";
    private static final String ADVICE = "use one made by: openssl rand -base64 32";

    private SharedSecret() {}

    /** The secret in a file; one line break at its end is not part of it. */
    static Secret inFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandException("--secret-file: there is no such file: " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return from(in, "--secret-file");
        } catch (IOException e) {
            throw new CommandException("--secret-file: the file cannot be read: " + file, e);
        }
    }

    /** The secret that a stream consists of; one line break at its end is not part of it. */
    static Secret from(InputStream in, String origin) throws IOException {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
            throw new CommandException(origin + ": the secret is larger than " + MAX_BYTES + " bytes");
        }
        byte[] text = withoutLineBreak(content);
        if (text.length > 2 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF) {
            throw new CommandException(
                    origin + ": the secret begins with a byte order mark; save the file without one");
        }
        if (UNRESOLVED.matcher(new String(text, StandardCharsets.UTF_8)).matches()) {
            throw new CommandException(origin
                    + ": the file holds a placeholder that nobody has resolved; write the secret itself into it");
        }
        return checked(text, origin);
    }

    /** The secret that a text is, whole. */
    static Secret ofText(String text, String origin) {
        if (text.contains("${") || text.contains("$[")) {
            throw new CommandException(origin + ": has a placeholder left in it that nobody has resolved;"
                    + " provide the variable or file that it names, or write the value itself");
        }
        return checked(text.getBytes(StandardCharsets.UTF_8), origin);
    }

    private static Secret checked(byte[] text, String origin) {
        if (Arrays.equals(text, PLACEHOLDER.getBytes(StandardCharsets.UTF_8))) {
            throw new CommandException(
                    origin + ": is the documentation's placeholder, which everybody knows; " + ADVICE);
        }
        byte[] key = decoded(text, origin);
        if (key.length < MIN_BYTES) {
            throw new CommandException(origin + ": the secret is shorter than " + MIN_BYTES + " bytes; " + ADVICE);
        }
        return Secret.of(key);
    }

    private static byte[] decoded(byte[] text, String origin) {
        String ascii = new String(text, StandardCharsets.ISO_8859_1);
        if (!ascii.startsWith(BASE64)) {
            return text;
        }
        String base64 = ascii.substring(BASE64.length());
        boolean urlSafe = base64.matches("[^+/]*");
        try {
            return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(base64);
        } catch (IllegalArgumentException e) {
            // Not as a cause: the decoder's message shows a character of the secret.
            throw new CommandException(origin + ": what follows base64: is no base64; " + ADVICE);
        }
    }

    private static byte[] withoutLineBreak(byte[] content) {
        int end = content.length;
        if (end > 0 && content[end - 1] == '\n') {
            end--;
            if (end > 0 && content[end - 1] == '\r') {
                end--;
            }
        }
        return Arrays.copyOf(content, end);
    }
}
