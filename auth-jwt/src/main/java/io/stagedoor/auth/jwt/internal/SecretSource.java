package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.Properties;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a secret comes from. */
sealed interface SecretSource {

    /**
     * The source that one of two properties names.
     *
     * @param textKey the property that holds the secret itself
     * @param fileKey the property that names a file
     * @throws IllegalArgumentException if both are set or none, or one of them is wrong
     */
    static SecretSource of(Properties properties, String textKey, String fileKey) {
        String text = properties.secret(textKey);
        String file = properties.text(fileKey, "");
        if (text.isEmpty() == file.isEmpty()) {
            throw new IllegalArgumentException(textKey + ", " + fileKey
                    + (text.isEmpty() ? ": both are missing; set one of them" : ": both are set; remove one of them"));
        }
        return text.isEmpty()
                ? new InFile(fileKey, path(fileKey, file))
                : new Literal(textKey, SigningKey.ofText(textKey, text));
    }

    /** The property that says so. */
    String property();

    /**
     * The secret of this moment.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do; never the secret
     */
    Secret read();

    private static Path path(String key, String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + ": not a path; set it to the path of a file", e);
        }
    }

    /** A secret that stands in the configuration itself. */
    record Literal(String property, Secret secret) implements SecretSource {
        @Override
        public Secret read() {
            return secret;
        }
    }

    /** A file, whichever the path leads to at the moment: links are followed anew each time. */
    record InFile(String property, Path path) implements SecretSource {

        @Override
        public Secret read() {
            // Anything else, a pipe for instance, could keep the reader for ever.
            if (!Files.isRegularFile(path)) {
                throw problem("the file does not exist");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] content = in.readNBytes(SigningKey.MAX_FILE_BYTES + 1);
                if (content.length > SigningKey.MAX_FILE_BYTES) {
                    throw problem("the file is larger than " + SigningKey.MAX_FILE_BYTES + " bytes");
                }
                return SigningKey.ofFile(property, content, " (in " + path + ")");
            } catch (IOException e) {
                throw problem("the file cannot be read (" + e.getClass().getSimpleName() + ")");
            }
        }

        private IllegalArgumentException problem(String what) {
            return new IllegalArgumentException(property + ": " + what
                    + "; put the secret there, readable for the server, or correct the path: " + path);
        }
    }
}
