package io.stagedoor.cli.check;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A dry run of a client without a server: the bundles of an installation answer, with what is in its files. */
public final class OfflineTrial {

    private static final Path CONF = Path.of("stagedoor", "conf");
    private static final String FAILED = "error";

    private OfflineTrial() {}

    /**
     * Asks. The bundles connect to nobody, so keys on the web are not known to them.
     *
     * @param folder a RED5_HOME, or its {@code stagedoor/conf}
     * @param question by the names of the channel; goes to the bundles' process by its standard input
     * @return JSON, as a server sends it
     * @throws CommandException if it cannot be asked
     */
    public static String of(Path folder, Map<String, String> question) throws IOException, InterruptedException {
        Path home = home(folder.toAbsolutePath().normalize());
        for (Said said : new Rehearsal(home, Programs.of(home), question).run()) {
            if (said.is("dry-run")) {
                if (said.has(FAILED)) {
                    throw new CommandException(Printable.of(said.get(FAILED)));
                }
                return said.get("answer");
            }
        }
        throw new CommandException(
                "the bundles of " + home
                        + " did not answer: core.jar is missing, does not start, or is older than this command; run: stagedoor check --bundles");
    }

    private static Path home(Path folder) {
        if (Files.isDirectory(folder.resolve(CONF))) {
            return folder;
        }
        if (folder.endsWith(CONF) && folder.getNameCount() > CONF.getNameCount() && Files.isDirectory(folder)) {
            return folder.resolve("../..").normalize();
        }
        throw new CommandException(
                "--conf: " + folder + " is neither a RED5_HOME with " + CONF + " nor that folder itself");
    }
}
