package io.stagedoor.itests;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/** The forms in which a secret could turn up in a log. */
public final class Canaries {

    /** Shorter pieces would be found by chance. */
    private static final int SHORTEST = 12;

    private final Set<String> forms = new TreeSet<>();

    /** Adds a secret in all its forms. */
    public Canaries secret(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        forms.add(secret);
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        base64(bytes);
        return this;
    }

    /** Adds a token: as a whole, and its payload and signature, which are enough to use or to read it. */
    public Canaries token(String token) {
        secret(token);
        String[] parts = token.split("\\.");
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].length() >= SHORTEST) {
                secret(parts[i]);
            }
        }
        return this;
    }

    /** Without padding, and cut where the bytes before could change the form. */
    private void base64(byte[] bytes) {
        for (int offset = 0; offset < 3; offset++) {
            byte[] moved = new byte[bytes.length + offset];
            System.arraycopy(bytes, 0, moved, offset, bytes.length);
            String standard = Base64.getEncoder().withoutPadding().encodeToString(moved);
            String inner = standard.substring(4, standard.length() - 3);
            if (inner.length() >= SHORTEST) {
                forms.add(inner);
                forms.add(inner.replace('+', '-').replace('/', '_'));
            }
        }
    }

    /** All forms of all that was added. */
    public Set<String> forms() {
        return forms;
    }
}
