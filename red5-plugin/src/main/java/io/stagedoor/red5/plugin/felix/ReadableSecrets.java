package io.stagedoor.red5.plugin.felix;

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
        try (Stream<Path> secrets = files(folders.secrets());
                Stream<Path> configurations = files(folders.conf())) {
            return Stream.concat(secrets, configurations.filter(ReadableSecrets::holdsSecret))
                    .filter(ReadableSecrets::isReadable)
                    .toList();
        }
    }

    private static boolean isReadable(Path file) {
        return Files.exists(file)
                && isFor(file.toAbsolutePath().getParent(), PosixFilePermission.OTHERS_EXECUTE)
                && isFor(file, PosixFilePermission.OTHERS_READ);
    }

    private static Stream<Path> files(Path folder) throws IOException {
        return Files.isDirectory(folder) ? Files.list(folder).filter(Files::isRegularFile) : Stream.empty();
    }

    private static boolean holdsSecret(Path configuration) {
        try {
            // Any byte is a character here: what is looked for is ASCII.
            String text = Files.readString(configuration, StandardCharsets.ISO_8859_1);
            return configuration.toString().endsWith(".cfg")
                    && SECRET.matcher(text).find();
        } catch (IOException e) {
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
