package io.stagedoor.cli.check;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongConsumer;

/** Recorded requests, judged without a server: the bundles of an installation answer, with what is in its files. */
public final class OfflineReplay {

    private OfflineReplay() {}

    /**
     * Asks.
     *
     * @param folder as of {@link OfflineHome#of}
     * @param lines of audit logs: by name, the values. Read one after the other on a thread of its own; what reading throws is thrown here
     * @param progress told how many lines are done, from time to time
     * @return JSON, as {@code io.stagedoor.core.oversight.Replay} writes it
     * @throws CommandException if it cannot be asked
     */
    public static String of(Path folder, Iterator<Map<String, String>> lines, LongConsumer progress)
            throws IOException, InterruptedException {
        String answer = "";
        try (OfflineHome home = OfflineHome.of(folder)) {
            Path path = home.path();
            for (Said said :
                    new Rehearsal(path, Programs.orOfCommand(path), Map.of(), "replay").replay(lines, progress)) {
                if (said.is("replay")) {
                    if (said.has(OfflineTrial.FAILED)) {
                        throw new CommandException(Printable.of(said.get(OfflineTrial.FAILED)));
                    }
                    answer = said.get("answer");
                }
            }
        }
        if (answer.isEmpty()) {
            throw OfflineTrial.notAnswered(folder);
        }
        return answer;
    }
}
