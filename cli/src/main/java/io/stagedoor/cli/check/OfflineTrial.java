package io.stagedoor.cli.check;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A dry run of a client without a server: the bundles of an installation answer, with what is in its files. */
public final class OfflineTrial {

    static final String FAILED = "error";

    private OfflineTrial() {}

    /**
     * Asks. The bundles connect to nobody, so keys on the web are not known to them.
     *
     * @param folder as of {@link OfflineHome#of}
     * @param question by the names of the channel; goes to the bundles' process by its standard input
     * @return JSON, as a server sends it
     * @throws CommandException if it cannot be asked
     */
    public static String of(Path folder, Map<String, String> question) throws IOException, InterruptedException {
        try (OfflineHome home = OfflineHome.of(folder)) {
            Path path = home.path();
            for (Said said : new Rehearsal(path, Programs.orOfCommand(path), question).run()) {
                if (said.is("dry-run")) {
                    if (said.has(FAILED)) {
                        throw new CommandException(Printable.of(said.get(FAILED)));
                    }
                    return said.get("answer");
                }
            }
        }
        throw notAnswered(folder);
    }

    static CommandException notAnswered(Path home) {
        return new CommandException(
                "the bundles of " + home
                        + " did not answer: core.jar is missing, does not start, or is older than this command; run: stagedoor check --bundles");
    }
}
