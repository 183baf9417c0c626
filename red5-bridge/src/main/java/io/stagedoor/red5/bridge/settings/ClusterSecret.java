package io.stagedoor.red5.bridge.settings;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.file.Exposure;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.core.settings.ClusterMembership;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secret of the members of a cluster. Keeps only a digest; thread-safe. Reads its file again periodically; if the
 * file has become unreadable, the last secret stays in force.
 */
final class ClusterSecret implements ClusterMembership {

    private static final String TEXT = "clusterSecret";
    private static final String FILE = "clusterSecretFile";
    private static final int FINGERPRINT_BYTES = 6;

    /** What is known; {@code digest} is null until there was a good one. */
    private record Known(byte @Nullable [] digest, @Nullable String problem, List<String> remarks) {}

    /** {@code null} for a secret that stands in the configuration itself. */
    private final SecretSource.@Nullable InFile file;

    private volatile Known known;

    /** What the file said when it was looked at last. */
    private byte @Nullable [] seen;

    private ClusterSecret(SecretSource.@Nullable InFile file, Known known) {
        this.file = file;
        this.known = known;
    }

    /**
     * The secret that {@code clusterSecret} is, or that the file of {@code clusterSecretFile} holds.
     *
     * @return empty if neither is configured
     * @throws IllegalArgumentException naming the property, what is wrong and what to do; never the secret
     */
    public static Optional<ClusterSecret> of(Properties properties) {
        return SecretSource.of(properties, TEXT, FILE)
                .map(source -> source instanceof SecretSource.InFile file
                        ? inFile(file)
                        : inText(properties.secret(TEXT), source.read()));
    }

    private static ClusterSecret inText(String text, Secret secret) {
        return new ClusterSecret(null, new Known(digest(bytes(text)), null, SigningKey.remarks(secret)));
    }

    private static ClusterSecret inFile(SecretSource.InFile file) {
        ClusterSecret secret = new ClusterSecret(file, new Known(null, FILE + ": not read yet", List.of()));
        secret.look();
        secret.look();
        return secret;
    }

    /**
     * Reads the file again, if it is in one. What it says is taken once it says so twice: it may just be written. For
     * one thread at a time.
     */
    public void look() {
        if (file == null) {
            return;
        }
        byte[] last = known.digest();
        try {
            byte[] content = file.content();
            Secret secret = file.secretOf(content);
            byte[] digest = digest(SigningKey.textOf(content));
            boolean isNew = last == null || known.problem() != null || !Arrays.equals(last, digest);
            if (Arrays.equals(seen, digest) && isNew) {
                known = new Known(digest, null, remarks(file, secret));
            }
            seen = digest;
        } catch (IllegalArgumentException e) {
            known = new Known(last, e.getMessage(), List.of());
        }
    }

    private static List<String> remarks(SecretSource.InFile file, Secret secret) {
        List<String> remarks = new ArrayList<>(SigningKey.remarks(secret));
        file.path().flatMap(Exposure::of).ifPresent(remarks::add);
        return List.copyOf(remarks);
    }

    /** What is allowed and perhaps not meant of the secret, or of its file: sentences that do not show it. */
    public List<String> remarks() {
        return known.remarks();
    }

    /** Whether somebody knows the secret; takes the same time wherever the first difference is. */
    @Override
    public boolean matches(String presented) {
        byte[] digest = known.digest();
        return digest != null && MessageDigest.isEqual(digest, digest(bytes(presented)));
    }

    /** Whether there is a secret to compare with. */
    @Override
    public boolean isThere() {
        return known.digest() != null;
    }

    /** What is wrong with it as it is now. */
    public Optional<String> problem() {
        return Optional.ofNullable(known.problem());
    }

    /** What tells this secret from another one, and nothing about it. */
    @Override
    public String fingerprint() {
        byte[] digest = known.digest();
        return digest == null ? "" : HexFormat.of().formatHex(Arrays.copyOf(digest(digest), FINGERPRINT_BYTES));
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "***";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
