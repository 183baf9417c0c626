package io.stagedoor.auth.roundtrip.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Reads one configuration property; what is wrong with it becomes an exception that names it, and never its value. */
final class Property {

    private static final int MAX_FILE_BYTES = 1 << 20;

    private Property() {}

    /** Never {@code null}; a missing property is empty. */
    static String text(String key, Supplier<String> property) {
        String value = read(key, property, "is no text");
        if (value == null) {
            return "";
        }
        if (value.contains("${") || value.contains("$[")) {
            throw new IllegalArgumentException(key + ": has a placeholder left in it that nobody has resolved;"
                    + " provide the variable or file that it names, or write the value itself");
        }
        return value;
    }

    static long number(String key, LongSupplier property, long min, long max) {
        long value = read(key, property::getAsLong, "is no whole number");
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": is out of range; set it to " + min + " to " + max);
        }
        return value;
    }

    /** Looks at the value as it was written: converted, everything that is not {@code true} would silently be false. */
    static boolean flag(String key, Map<String, Object> properties) {
        Object value = properties.get(key);
        String text = value == null ? "false" : value.toString().strip();
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        throw new IllegalArgumentException(key + ": is neither true nor false; set it to one of them");
    }

    /** A path, whichever file it leads to; empty when none is configured. */
    static Optional<Path> path(String key, Supplier<String> property) {
        String value = text(key, property).strip();
        try {
            return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(key + ": is no path; set it to the path of a file");
        }
    }

    /** What is in a file at this moment. */
    static byte[] content(String key, Path path) {
        // Anything else, a pipe for instance, could keep the reader for ever.
        if (!Files.isRegularFile(path)) {
            throw problem(key, "there is no such file", path);
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

    // Declarative Services converts when the property is asked for, and its exceptions repeat the value.
    private static <T> T read(String key, Supplier<T> property, String complaint) {
        try {
            return property.get();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(key + ": " + complaint + "; correct it");
        }
    }
}
