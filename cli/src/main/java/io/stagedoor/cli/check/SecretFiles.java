package io.stagedoor.cli.check;

import io.stagedoor.auth.support.key.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Looks at the files in {@code stagedoor/secrets}, without reading them: what is in them, those judge that use them. */
final class SecretFiles {

    private static final String FOLDER = "stagedoor/secrets";
    private static final int MOST = 1000;

    private SecretFiles() {}

    /** What is wrong with them. */
    static List<Finding> in(Path home) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Path folder = home.resolve(FOLDER);
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            return findings;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().limit(MOST).toList()) {
                problem(file)
                        .ifPresent(text -> findings.add(new Finding(
                                Severity.WARNING, FOLDER + "/" + shown(file), OptionalInt.empty(), "", text)));
            }
        }
        return findings;
    }

    private static Optional<String> problem(Path file) throws IOException {
        if (shown(file).startsWith(".") || Files.isDirectory(file)) {
            return Optional.empty(); // Kubernetes keeps such folders
        }
        if (!Files.exists(file)) {
            return Optional.of(
                    Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                            ? "it is a link to a file that does not exist; correct or remove it"
                            : "it is being removed");
        }
        if (!Files.isRegularFile(file)) {
            return Optional.of("it is not a regular file, and is not read; put a file there, or remove it");
        }
        if (!Files.isReadable(file)) {
            return Optional.of(
                    "you may not read it; run this as the user that Red5 runs as, or change its owner or mode");
        }
        return Files.size(file) > SigningKey.MAX_FILE_BYTES
                ? Optional.of("it is larger than " + SigningKey.MAX_FILE_BYTES
                        + " bytes, and is read as no secret; move it elsewhere")
                : Optional.empty();
    }

    private static String shown(Path file) {
        return file.getFileName().toString().replaceAll("\\p{Cntrl}", "?");
    }
}
