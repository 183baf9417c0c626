package io.stagedoor.cli.server;

import io.stagedoor.cli.command.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the runnable Red5 is that homes are made from. */
public final class Distribution {

    /** System property: the folder. Set by who starts the command. */
    public static final String PROPERTY = "stagedoor.red5";

    private Distribution() {}

    /** The folder. */
    public static Path locate() {
        String folder = System.getProperty(PROPERTY, "");
        if (folder.isEmpty() || !Files.isRegularFile(Path.of(folder, "red5-service.jar"))) {
            throw new CommandException("the runnable Red5 is not built; start this with ./stagedoor, which builds it");
        }
        return Path.of(folder);
    }
}
