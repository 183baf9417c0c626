package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.support.property.Properties;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a file that a configuration property names; what is wrong with it becomes an exception that names the property. */
final class FileProperty {

    private static final int MAX_FILE_BYTES = 1 << 20;

    private FileProperty() {}

    /** A path, whichever file it leads to; empty when none is configured. */
    static Optional<Path> path(Properties properties, String key) {
        String value = properties.text(key, "");
        try {
            return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + ": not a path; set it to the path of a file");
        }
    }

    /** What is in a file at this moment. */
    static byte[] content(String key, Path path) {
        // Anything else, a pipe for instance, could keep the reader for ever.
        if (!Files.isRegularFile(path)) {
            throw problem(key, "the file does not exist", path);
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
            if (content.length > MAX_FILE_BYTES) {
                throw problem(key, "the file is larger than " + MAX_FILE_BYTES + " bytes", path);
            }
            return content;
        } catch (IOException e) {
            throw problem(key, "the file cannot be read (" + e.getClass().getSimpleName() + ")", path);
        }
    }

    private static IllegalArgumentException problem(String key, String what, Path path) {
        return new IllegalArgumentException(
                key + ": " + what + "; put it there, readable for the server, or correct the path: " + path);
    }
}
