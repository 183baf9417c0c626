package io.stagedoor.auth.support.file;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Dictionary;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder {@code stagedoor/conf}, and which file belongs to which PID as File Install sees it. */
public final class ConfFolder {

    /** The property in which File Install remembers the file of a configuration. */
    public static final String FILE = "felix.fileinstall.filename";

    private static final String SUFFIX = ".cfg";

    /** File Install is told not to read them. */
    private static final Pattern NAMELESS =
            Pattern.compile("stagedoor\\.(application|authenticator\\.(jwt|simple|roundtrip))[-~]?");

    private final Path folder;

    /** A folder that need not exist. */
    public ConfFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Whether a PID is a factory PID of ours without a name behind it: it would keep those with a name out of force. */
    public static boolean isNameless(String pid) {
        return NAMELESS.matcher(pid).matches();
    }

    /** What File Install reads in it. */
    public List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .filter(Files::isRegularFile)
                    .filter(file -> !isNameless(baseName(file)))
                    .toList();
        }
    }

    /**
     * The file of a configuration, if there is one.
     *
     * @param factoryPid {@code null} for a configuration without a factory
     * @param properties as Config Admin holds them; {@code null} for none
     */
    public Optional<Path> of(String pid, @Nullable String factoryPid, @Nullable Dictionary<String, ?> properties) {
        return properties == null ? Optional.empty() : of(pid, factoryPid, properties.get(FILE));
    }

    /** The file that a configuration remembers, or else the one that is named after it, if there is such a file. */
    private Optional<Path> of(String pid, @Nullable String factoryPid, @Nullable Object remembered) {
        return remembered(remembered).or(() -> named(pid, factoryPid)).filter(Files::isRegularFile);
    }

    /** The file that a configuration remembers, if it was in here and is no more. */
    public Optional<Path> gone(@Nullable Object uri) {
        return remembered(uri).filter(Files::notExists);
    }

    /**
     * What an operator knows a configuration by, for logs: the name of its file.
     *
     * @return the PID, in words, where there is no such file
     */
    public String shown(String pid) {
        int tilde = pid.indexOf('~');
        return named(pid, tilde > 0 ? pid.substring(0, tilde) : null)
                .filter(Files::isRegularFile)
                .map(file -> file.getFileName().toString())
                .orElse("configuration " + pid + " (without a file)");
    }

    private Optional<Path> remembered(@Nullable Object uri) {
        try {
            return uri == null ? Optional.empty() : inside(Path.of(URI.create(uri.toString())));
        } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> named(String pid, @Nullable String factoryPid) {
        String name = pid;
        if (factoryPid != null) {
            if (!pid.startsWith(factoryPid + "~")) {
                return Optional.empty();
            }
            name = factoryPid + "-" + pid.substring(factoryPid.length() + 1);
        }
        try {
            Optional<Path> file = inside(folder.resolve(name + SUFFIX));
            return file.filter(found -> pid.equals(pid(found)));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** A PID is a text that anybody may choose: no file but those of the folder itself. */
    private Optional<Path> inside(Path file) {
        return folder.equals(file.getParent()) && file.getFileName().toString().endsWith(SUFFIX)
                ? Optional.of(file)
                : Optional.empty();
    }

    /** The PID that File Install gives to what is in a file. */
    public static String pid(Path file) {
        return baseName(file).replaceFirst("(?<=.)-", "~");
    }

    /** Whether it configures a bundle of ours. */
    public static boolean isOurs(Path file) {
        return file.getFileName().toString().startsWith("stagedoor.");
    }

    /** As if it had been edited, File Install delivers it: by a second, because it may have been within this millisecond. */
    public static void touch(Path file) throws IOException {
        long last = Files.getLastModifiedTime(file).toMillis();
        Files.setLastModifiedTime(file, FileTime.fromMillis(last + 1000));
    }

    /** The name of a file without its ending. */
    public static String baseName(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
