package io.stagedoor.config;

import io.stagedoor.auth.support.file.Exposure;
import io.stagedoor.auth.support.text.Redacted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs secrets that others on this machine can read, and folders that they can write in, as soon as a mode changes. What was so when
 * the server started, or when a file was made, is logged by whoever reads it. For one thread at a time.
 */
final class OpenedAccess {

    private static final Logger LOG = LoggerFactory.getLogger(OpenedAccess.class);

    private final Path home;
    private Map<Path, Optional<String>> before = Map.of();

    /** @param home the folder {@code stagedoor/} */
    OpenedAccess(Path home) {
        this.home = home.toAbsolutePath().normalize();
    }

    /** Looks once. */
    void look() throws IOException {
        Map<Path, Optional<String>> now = new HashMap<>();
        for (Path folder : List.of(home, home.resolve("bundles"), home.resolve("conf"), home.resolve("secrets"))) {
            if (Files.isDirectory(folder)) {
                now.put(folder, ofFolder(folder));
            }
        }
        for (Path secret : files(home.resolve("secrets"))) {
            now.put(secret, Exposure.of(secret));
        }
        now.forEach((path, problem) -> {
            if (problem.isPresent() && before.getOrDefault(path, problem).isEmpty()) {
                LOG.warn("{}: {}", shown(path), problem.get());
            }
        });
        before = now;
    }

    /** A folder that is mounted read-only may have any mode. */
    private static Optional<String> ofFolder(Path folder) throws IOException {
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class);
        return posix
                        && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)
                        && Files.isWritable(folder)
                ? Optional.of("others on this machine can write in this folder. Run chmod o-w " + folder
                        + ", or Stagedoor does not start the next time.")
                : Optional.empty();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** As seen from the folder of Red5, on one line whatever the name is. */
    private String shown(Path path) {
        return Redacted.of(home.resolveSibling("").relativize(path).toString()).replaceAll("\\p{Cntrl}", "?");
    }
}
