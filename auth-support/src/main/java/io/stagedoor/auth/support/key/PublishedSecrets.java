package io.stagedoor.auth.support.key;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Secrets that are long enough but useless, because a public list has them. Only the first bytes of their hashes are kept, so that
 * the list does not spread further.
 */
final class PublishedSecrets {

    static final String RESOURCE = "published-secrets.txt";

    /** A random secret is taken for one of them once in 10^11 times. */
    private static final int HASH_BYTES = 6;

    private PublishedSecrets() {}

    static boolean contains(byte[] secret) {
        return hashes().contains(hash(secret));
    }

    static String hash(byte[] secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
            return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the list each time: secrets change seldom, and the list need not stay in memory. */
    private static Set<String> hashes() {
        InputStream resource = PublishedSecrets.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new IllegalStateException(RESOURCE + " is missing from the jar");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.US_ASCII))) {
            return lines.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
