package io.stagedoor.cli.server;

import io.stagedoor.cli.command.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the runnable Red5, and the runnable gateway, are that homes are made from. */
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

    /** The folder of the gateway, beside that of Red5. */
    public static Path gateway() {
        String folder = System.getProperty(PROPERTY, "");
        Path gateway = Path.of(folder).resolveSibling("gateway");
        if (folder.isEmpty() || !Files.isDirectory(gateway.resolve("lib"))) {
            throw new CommandException("the gateway is not built; start this with ./stagedoor, which builds it");
        }
        return gateway;
    }
}
