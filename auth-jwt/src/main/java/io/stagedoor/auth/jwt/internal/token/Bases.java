package io.stagedoor.auth.jwt.internal.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** What an allowance rests on, as text: the key that has signed the token, and the rules that it was judged by. Nothing of either is in it. */
public final class Bases {

    private static final int BYTES = 16;

    private Bases() {}

    /**
     * The text; another one for another key or other rules.
     *
     * @param kind one letter: whose key it is
     * @param rules in words
     * @param key whatever tells it from others; cleared here, because it may be a secret
     */
    public static String of(char kind, String rules, byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(digest.digest(rules.getBytes(StandardCharsets.UTF_8)));
            byte[] whole = digest.digest(key);
            Arrays.fill(key, (byte) 0);
            return kind + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
