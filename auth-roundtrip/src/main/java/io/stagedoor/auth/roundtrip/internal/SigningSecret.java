package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.Property;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The rules for the secret that requests are signed with: as many bytes as the hash has, and no published placeholder. */
final class SigningSecret {

    private static final int MIN_BYTES = 32;
    private static final String PLACEHOLDER = "changeme-to-a-strong-32-byte-secret-key";
    private static final String BASE64 = "base64:";
    private static final String ADVICE = "; use one made by: openssl rand -base64 32";

    private SigningSecret() {}

    static Optional<Secret> of(RoundTripConfig config) {
        String text = Property.text("signingSecret", config::signingSecret);
        Optional<Path> file = FileProperty.path("signingSecretFile", config::signingSecretFile);
        if (!text.isEmpty() && file.isPresent()) {
            throw new IllegalArgumentException(
                    "signingSecret, signingSecretFile: both are set; remove one of them, or both to send no signature");
        }
        if (file.isPresent()) {
            return Optional.of(checked("signingSecretFile", ofFile(file.get())));
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(checked("signingSecret", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] ofFile(Path file) {
        byte[] content = withoutLineBreak(FileProperty.content("signingSecretFile", file));
        String text = new String(content, StandardCharsets.UTF_8);
        if (text.startsWith("${") || text.startsWith("$[")) {
            throw new IllegalArgumentException(
                    "signingSecretFile: the file holds a placeholder that nobody has resolved;"
                            + " write the secret itself into it (in " + file + ")");
        }
        return content;
    }

    private static Secret checked(String key, byte[] text) {
        if (Arrays.equals(text, PLACEHOLDER.getBytes(StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException(
                    key + ": is the documentation's placeholder, which everybody knows" + ADVICE);
        }
        byte[] secret = decoded(key, text);
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException(key + ": is shorter than " + MIN_BYTES + " bytes" + ADVICE);
        }
        return Secret.of(secret);
    }

    private static byte[] decoded(String key, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(BASE64)) {
            return bytes;
        }
        String base64 = text.substring(BASE64.length()).replace('-', '+').replace('_', '/');
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // Not as a cause: the decoder's message shows a character of the secret.
            throw new IllegalArgumentException(key + ": what follows base64: is no base64" + ADVICE);
        }
    }

    static byte[] withoutLineBreak(byte[] content) {
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
