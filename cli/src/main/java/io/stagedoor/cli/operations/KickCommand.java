package io.stagedoor.cli.operations;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor kick}. */
@Command(
        name = "kick",
        description = {
            "Ends everything that clients have: connections, responses, WebSockets, sessions of players.",
            "Needs at least one of --sub, --app, --stream, --protocol, --id. Whoever still has good credentials may come again."
        },
        footer = {"", "Exit code: 0 somebody was ended, 1 nobody, 2 invalid arguments."},
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class KickCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private FilterOptions filter;

    KickCommand() {}

    @Override
    public Integer call() {
        Map<String, String> parameters = filter.parameters();
        if (parameters.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "say who: at least one of --sub, --app, --stream, --protocol, --id");
        }
        parameters.put("by", Orders.by());
        String answer = server.channel().post("/v1/kick", parameters);
        Map<String, Long> ended = Fields.of(answer).numbers("ended");
        if (server.isJson()) {
            server.notes().println(answer);
        } else {
            server.notes()
                    .println(
                            ended.isEmpty() ? "no client matches; nothing was ended" : Words.counted(ended) + " ended");
        }
        return ended.isEmpty() ? 1 : 0;
    }
}
