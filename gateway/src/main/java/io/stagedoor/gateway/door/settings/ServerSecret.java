package io.stagedoor.gateway.door.settings;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.property.Properties;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A secret in a file. Reads the file again periodically; if the file has become unreadable, the last secret stays in force. Thread-safe. */
public final class ServerSecret {

    /** What is known; the secret is null until there was a good one. */
    private record Known(
            @Nullable Secret secret,
            byte[] digest,
            @Nullable String problem) {}

    private static final byte[] NONE = {};

    private final SecretSource.InFile file;
    /** Whether it has to be a strong one: of somebody else's, only he can say that. */
    private final boolean strong;

    private volatile Known known;

    private ServerSecret(SecretSource.InFile file, boolean strong) {
        this.file = file;
        this.strong = strong;
        this.known = new Known(null, NONE, file.property() + ": not read yet");
    }

    /**
     * The secret in the file that a property names.
     *
     * @param strong whether it has to have 32 bytes at least, and be none that is published
     * @return empty if the property is not set
     * @throws IllegalArgumentException naming the property, what is wrong and what to do; never the secret
     */
    static Optional<ServerSecret> of(Properties properties, String property, boolean strong) {
        return FileProperty.of(properties, property).map(file -> {
            ServerSecret secret = new ServerSecret(new SecretSource.InFile(file), strong);
            secret.look();
            if (secret.known.secret() == null) {
                throw new IllegalArgumentException(String.valueOf(secret.known.problem()));
            }
            return secret;
        });
    }

    /** Reads the file again. */
    void look() {
        Known last = known;
        try {
            byte[] content = file.content();
            if (strong) {
                file.secretOf(content);
            }
            byte[] text = SigningKey.textOf(content);
            byte[] digest = digest(text);
            if (last.problem() != null || !MessageDigest.isEqual(digest, last.digest())) {
                known = new Known(Secret.of(text), digest, null);
            }
        } catch (IllegalArgumentException e) {
            known = new Known(last.secret(), last.digest(), e.getMessage());
        }
    }

    /** Whether somebody knows the secret; takes the same time wherever the first difference is. */
    public boolean matches(String presented) {
        Known now = known;
        return now.secret() != null
                && MessageDigest.isEqual(now.digest(), digest(presented.getBytes(StandardCharsets.UTF_8)));
    }

    /** The secret itself; empty until there was a good one. */
    public Optional<Secret> secret() {
        return Optional.ofNullable(known.secret());
    }

    /** What is wrong with the file as it is now. */
    Optional<String> problem() {
        return Optional.ofNullable(known.problem());
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return Secret.of("").toString();
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
