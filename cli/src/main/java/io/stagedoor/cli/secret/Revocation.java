package io.stagedoor.cli.secret;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.operations.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Ends everybody whom an authenticator has let in by a secret, once the running server does not accept it any more. */
final class Revocation {

    static final String NO_SERVER =
            "No server with an operations channel runs here, so nobody was cut off: a server that starts from now on refuses the old secret. If one"
                    + " runs with listen=off, restart it.";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 200;
    private static final Path CONF = Path.of("stagedoor", "conf");

    private final RunningServer server;
    private final Path config;
    private final String authenticator;
    private final String before;

    private Revocation(RunningServer server, Path config, String authenticator, String before) {
        this.server = server;
        this.config = config;
        this.authenticator = authenticator;
        this.before = before;
    }

    /**
     * Looks at the server before anything is changed.
     *
     * @param config the configuration of the authenticator
     * @param authenticator its name
     * @return empty if no server runs
     * @throws CommandException if the server could not be told whom to end
     */
    static Optional<Revocation> prepare(Path config, String authenticator) {
        Path file = config.toAbsolutePath().normalize();
        Path conf = file.getParent();
        if (conf == null || !conf.endsWith(CONF)) {
            throw new CommandException(
                    "--revoke: " + file
                            + " is not in stagedoor/conf of a server, so the server cannot be found; name the file there. Nothing was changed");
        }
        Path home = conf.resolve("../..").normalize();
        return RunningServer.in(home)
                .map(
                        server -> new Revocation(
                                server,
                                file,
                                authenticator,
                                server.basis(authenticator)
                                        .orElseThrow(
                                                () -> new CommandException(
                                                        "--revoke: the server that runs in " + home
                                                                + " has no authenticator '" + authenticator + "' by "
                                                                + file
                                                                + ": stagedoor check says why. Nothing was changed; with --overlap 0s only the secret is replaced"))));
    }

    /**
     * Waits until the server has another configuration of the authenticator in force, and ends everybody whom it let in by one before.
     *
     * @return what was done, as a sentence
     * @throws CommandException if that configuration does not get in force, or the server does not answer: with what to do
     */
    String perform() {
        return perform(PATIENCE);
    }

    /** @param patience how long the server may take */
    String perform(Duration patience) {
        try {
            await(patience);
            String ended = server.revoke(before);
            return ended.isEmpty()
                    ? "The server accepts the new secret only. Nobody was in by the old one."
                    : "The server accepts the new secret only. Cut off, because they came before: " + ended + ".";
        } catch (CommandException e) {
            throw new CommandException(
                    "the secret is replaced in " + config + ", but whoever came by the old one may still be in: "
                            + e.getMessage() + ". Then run this again: it ends everybody who came before",
                    e);
        }
    }

    private void await(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (server.basis(authenticator).filter(now -> !now.equals(before)).isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new CommandException("the server has not taken the new secret within " + patience.toSeconds()
                        + " s. See why with stagedoor check, or in stagedoor/log/stagedoor.log, and correct it");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandException("interrupted", e);
            }
        }
    }
}
