package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the shared secret comes from. */
sealed interface SecretSource {

    /**
     * The secret of this moment.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do; never the secret
     */
    Secret read();

    /** A secret that stands in the configuration itself. */
    record Literal(Secret secret) implements SecretSource {
        @Override
        public Secret read() {
            return secret;
        }
    }

    /** A file, whichever the path leads to at the moment: links are followed anew each time. */
    record InFile(Path path) implements SecretSource {

        private static final int MAX_BYTES = 1 << 16;

        @Override
        public Secret read() {
            // Anything else, a pipe for instance, could keep the reader for ever.
            if (!Files.isRegularFile(path)) {
                throw problem("there is no such file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] content = in.readNBytes(MAX_BYTES + 1);
                if (content.length > MAX_BYTES) {
                    throw problem("the file is larger than " + MAX_BYTES + " bytes");
                }
                return SigningKey.ofFile(withoutLineBreak(content), path);
            } catch (IOException e) {
                throw problem("the file cannot be read (" + e.getClass().getSimpleName() + ")");
            }
        }

        private IllegalArgumentException problem(String what) {
            return new IllegalArgumentException("jwtSecretFile: " + what
                    + "; put the secret there, readable for the server, or correct the path: " + path);
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
}
