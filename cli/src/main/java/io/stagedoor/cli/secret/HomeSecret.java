package io.stagedoor.cli.secret;

import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The file with the secret of the one JWT authenticator that is configured in a folder of Red5. */
public final class HomeSecret {

    private static final String PREFIX = "stagedoor.authenticator.jwt-";

    private HomeSecret() {}

    /**
     * The file.
     *
     * @throws CommandException if there is none, or more than one
     */
    public static Path in(Path home) {
        List<Path> files = all(home);
        if (files.isEmpty()) {
            throw new CommandException(
                    "--home: no configuration in " + home.resolve("stagedoor").resolve("conf")
                            + " names a file with a secret; make one with: stagedoor init --jwt");
        }
        if (files.size() > 1) {
            throw new CommandException("--home: several secrets are configured; choose one with --secret-file: "
                    + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        return files.get(0);
    }

    /** Whether {@link #in} finds it. */
    public static boolean isIn(Path home) {
        return all(home).size() == 1;
    }

    private static List<Path> all(Path home) {
        Path conf = home.resolve("stagedoor").resolve("conf");
        if (!Files.isDirectory(conf)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(conf)) {
            List<Path> secrets = new ArrayList<>();
            files.filter(file -> file.getFileName().toString().startsWith(PREFIX)
                            && file.getFileName().toString().endsWith(".cfg"))
                    .sorted()
                    .forEach(file -> of(file).ifPresent(secrets::add));
            return secrets.stream().distinct().toList();
        } catch (IOException e) {
            throw new CommandException("--home: " + conf + " cannot be read: " + e, e);
        }
    }

    private static Optional<Path> of(Path config) {
        try {
            return SecretPlace.current(ConfigFile.read(config)).file();
        } catch (CommandException e) { // of another kind, or broken
            return Optional.empty();
        }
    }
}
