package io.stagedoor.auth.support.property;

import io.stagedoor.auth.support.file.RegularFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file that a configuration property names, whichever file the path leads to at the moment: links are followed anew each time. What is wrong
 * with it becomes an {@link IllegalArgumentException} that names the property, the path and what to do. Thread-safe.
 *
 * @param property the property that names the file
 * @param path where the file is
 */
public record FileProperty(String property, Path path) {

    /**
     * The file that a property names.
     *
     * @return empty if the property is empty
     * @throws IllegalArgumentException if its value is not a path
     */
    public static Optional<FileProperty> of(Properties properties, String property) {
        String value = properties.text(property);
        try {
            return value.isEmpty() ? Optional.empty() : Optional.of(new FileProperty(property, Path.of(value)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(property + ": not a path; set it to the path of a file", e);
        }
    }

    /**
     * Where the files are that some properties name.
     *
     * @return without those that are empty, or no path: whoever reads them says so
     */
    public static List<Path> paths(Properties properties, List<String> names) {
        List<Path> paths = new ArrayList<>();
        for (String name : names) {
            try {
                of(properties, name).map(FileProperty::path).ifPresent(paths::add);
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        return List.copyOf(paths);
    }

    /**
     * What is in the file at this moment.
     *
     * @param what the content, for messages: {@code the secret} for instance
     * @param most the largest file that is read, in bytes
     * @throws IllegalArgumentException if the file does not exist, is not a regular file, is larger, or cannot be read
     */
    public byte[] content(String what, int most) {
        try {
            byte[] content = RegularFile.read(path, most + 1);
            if (content.length > most) {
                throw wrong("the file is larger than " + most + " bytes", what);
            }
            return content;
        } catch (NoSuchFileException e) {
            throw wrong("the file does not exist", what);
        } catch (RegularFile.NotRegular e) {
            throw wrong(Files.isDirectory(path) ? "it is a folder, not a file" : "it is not a regular file", what);
        } catch (IOException e) {
            throw wrong("the file cannot be read (" + e.getClass().getSimpleName() + ")", what);
        }
    }

    private IllegalArgumentException wrong(String why, String what) {
        return new IllegalArgumentException(property + ": " + why + "; put " + what
                + " there, readable for the server, or correct the path: " + path);
    }
}
