package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.TimeSpan;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor kick}. */
@Command(
        name = "kick",
        description = {
            "Ends everything that clients have: connections, responses, WebSockets, sessions of players.",
            "Needs at least one of --sub, --app, --stream, --protocol, --id. Whoever still has good credentials may come again,"
                    + " unless --block keeps out the subject or the stream."
        },
        footer = {"", "Exit code: 0 somebody was ended or blocked, 1 nobody, 2 invalid arguments."},
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class KickCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private FilterOptions filter;

    @Option(
            names = "--block",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description =
                    "Also keeps out, for 90s, 10m, 2h, 1d, whom --sub names, in all applications and whatever his token; or who is behind"
                            + " --id; or the stream of --stream.")
    private @Nullable Duration block;

    KickCommand() {}

    @Override
    public Integer call() {
        Map<String, String> parameters = filter.parameters();
        if (parameters.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "say who: at least one of --sub, --app, --stream, --protocol, --id");
        }
        parameters.put("by", Orders.by());
        if (block != null) {
            parameters.put("block", String.valueOf(block.toSeconds()));
        }
        String answer = server.channel().post("/v1/kick", parameters);
        Map<String, Long> ended = Fields.of(answer).numbers("ended");
        if (server.isJson()) {
            server.notes().println(answer);
        } else {
            server.notes()
                    .println((ended.isEmpty()
                                    ? "no client matches; nothing was ended"
                                    : Words.counted(ended) + " ended")
                            + (block == null ? "" : "; blocked for " + block.toSeconds() + " s, see revoke --list"));
        }
        return ended.isEmpty() && block == null ? 1 : 0;
    }
}
