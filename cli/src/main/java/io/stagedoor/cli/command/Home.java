package io.stagedoor.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the folder of Red5: in an installation the one that the command is in, in a checkout that of {@code serve}. */
public final class Home {

    private static final String SERVED = "stagedoor-home";

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Folder of Red5. Default: RED5_HOME in an installation, " + SERVED + " in a checkout.")
    private Path home;

    /** The folder that was named, or the default one. */
    public Path folder() {
        if (home != null) {
            return home;
        }
        return Path.of(Files.isDirectory(Path.of("stagedoor", "system")) ? "" : SERVED);
    }
}
