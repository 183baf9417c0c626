package io.stagedoor.host.felix;

import static java.util.Objects.requireNonNull;

import io.stagedoor.auth.support.file.FileReplacement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files with secrets that others on the machine can read: a reason to warn, not to refuse. */
final class ReadableSecrets {

    /** A line of a configuration, perhaps behind a byte order mark, that holds a secret, and not the path of one or a reference to one. */
    private static final Pattern SECRET =
            Pattern.compile("(?im)^(?:\u00ef\u00bb\u00bf)?\\s*[\\w.-]*(secret|password)\\s*[=:]\\s*(?!\\$\\[)\\S.*$");

    /** Red5's, in its folder: who can read it may stop the server. */
    private static final String SHUTDOWN_TOKEN = "shutdown.token";

    private ReadableSecrets() {}

    /** The files, in folders that others can enter at all. */
    static List<Path> in(Folders folders) throws IOException {
        Path token = folders.home().resolveSibling(SHUTDOWN_TOKEN);
        List<Path> readable = new ArrayList<>(inHome(folders));
        if (isReadable(token)) {
            readable.add(token);
        }
        return readable;
    }

    private static List<Path> inHome(Folders folders) throws IOException {
        if (!isFor(folders.home(), PosixFilePermission.OTHERS_EXECUTE)) {
            return List.of();
        }
        Stream<Path> configurations = files(folders.conf()).stream().filter(ReadableSecrets::holdsSecret);
        return Stream.concat(files(folders.secrets()).stream(), configurations)
                .filter(ReadableSecrets::isReadable)
                .toList();
    }

    private static boolean isReadable(Path file) {
        return Files.exists(file)
                && isFor(requireNonNull(file.toAbsolutePath().getParent()), PosixFilePermission.OTHERS_EXECUTE)
                && isFor(file, PosixFilePermission.OTHERS_READ);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static boolean holdsSecret(Path configuration) {
        if (!configuration.toString().endsWith(".cfg")) {
            return false;
        }
        try {
            // Any byte is a character here: what is looked for is ASCII.
            String text = new String(FileReplacement.read(configuration), StandardCharsets.ISO_8859_1);
            return SECRET.matcher(text).find();
        } catch (IOException | IllegalArgumentException e) { // nobody reads a file that is so large
            return false;
        }
    }

    private static boolean isFor(Path path, PosixFilePermission permission) {
        try {
            return Folders.isPosix(path) && Files.getPosixFilePermissions(path).contains(permission);
        } catch (IOException e) {
            return false;
        }
    }
}
