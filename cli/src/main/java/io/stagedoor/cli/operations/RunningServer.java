package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.CommandException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A server that runs, for a command that changes what it is configured by. */
public final class RunningServer {

    private final Channel channel;

    private RunningServer(Channel channel) {
        this.channel = channel;
    }

    /**
     * The server that runs in a folder.
     *
     * @param home its RED5_HOME
     * @return empty if none runs there, or one that has no operations channel
     * @throws CommandException if nobody can tell, or something else has its port: with what to do
     */
    public static Optional<RunningServer> in(Path home) {
        return Channel.running(home).map(RunningServer::new);
    }

    /**
     * An id of how an authenticator is configured at this moment: another configuration has another id.
     *
     * @param authenticator its name
     * @return empty if the server has no such authenticator by a configuration
     * @throws CommandException if the server does not answer
     */
    public Optional<String> basis(String authenticator) {
        return Optional.ofNullable(
                Fields.of(channel.get("/v1/bases", Map.of())).named("bases").get(authenticator));
    }

    /**
     * Ends everybody whom an authenticator let in while it was configured so, or otherwise before, and refuses whoever still comes in by that.
     *
     * @param basis as of {@link #basis}, which must not be in force any more
     * @return whom it has ended, such as {@code 3 connections and 1 player}; empty for nobody
     * @throws CommandException if the server refuses or does not answer
     */
    public String revoke(String basis) {
        String answer = channel.post("/v1/revoke", Map.of("by", Orders.by()), Map.of("basis", basis));
        return Words.counted(Fields.of(answer).numbers("ended"));
    }
}
