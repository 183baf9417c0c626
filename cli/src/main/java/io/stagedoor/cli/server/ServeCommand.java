package io.stagedoor.cli.server;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Next;
import io.stagedoor.cli.command.Printable;
import io.stagedoor.cli.secret.HomeSecret;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor serve}. */
@Command(
        name = "serve",
        description = {
            "Runs Red5 with Stagedoor in the foreground until stopped (Ctrl-C or SIGTERM).",
            "Prints a line that begins with 'ready' when clients are answered, and what to do next. Red5 logs to standard error."
        },
        footer = {
            "",
            "Configuration: DIR/stagedoor/conf/*.cfg, with examples. A change needs no restart.",
            "What the server writes to its standard output comes on standard error, too, and not at all with -q: also the audit lines of"
                    + " stdout=true in stagedoor.audit.cfg. Do not parse it, a client could forge lines: read DIR/stagedoor/log/audit.log.",
            "STAGEDOOR_JAVA_OPTS holds more options for Red5's Java, for example -Xmx2g.",
            "Exit code: 0 stopped, 1 not ready or ended unexpectedly, 2 invalid arguments."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "stagedoor-home",
            description = "Folder to run in; created if missing. Default: ${DEFAULT-VALUE}.")
    private Path home;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on for RTMP and HTTP: 127.0.0.1 for this machine only, 0.0.0.0 for all"
                    + " addresses. Default: as in DIR/conf/red5.properties, 127.0.0.1 in a new one.")
    private String host;

    @Option(
            names = "--rtmp-port",
            paramLabel = "N",
            description =
                    "Port for RTMP, 0 for any free one. Default: as in DIR/conf/red5.properties, 1935 in a new one.")
    private Integer rtmpPort;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description =
                    "Port for HTTP, 0 for any free one. Default: as in DIR/conf/red5.properties, 5080 in a new one.")
    private Integer httpPort;

    @Option(
            names = {"-q", "--quiet"},
            description = "Leaves out Red5's log, which is in DIR/log/red5.log, too.")
    private boolean quiet;

    ServeCommand() {}

    @Override
    public Integer call() throws Exception {
        Listen listen =
                new Listen(Optional.ofNullable(host), port("--rtmp-port", rtmpPort), port("--http-port", httpPort));
        return Foreground.run(spec.commandLine().getOut(), foreground -> serve(listen));
    }

    private int serve(Listen listen) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        boolean ready = false;
        try (Red5Home red5 = Red5Home.prepare(home, Distribution.locate());
                Red5Server server = Red5Server.start(red5, listen, quiet ? line -> {} : err::println)) {
            say(server.awaitReady(), server);
            ready = true;
            server.awaitEnd();
            spec.commandLine().getOut().println("stopped");
            return 0;
        } catch (CommandException e) {
            if (ready) {
                throw e;
            }
            err.println("not ready: " + e.getMessage());
            return 1;
        }
    }

    private void say(Readiness readiness, Red5Server server) {
        PrintWriter out = spec.commandLine().getOut();
        List<String> lines = new ArrayList<>();
        String reservation = Printable.of(readiness.reservation());
        if (reservation.isEmpty()) {
            lines.add("ready    " + server.rtmpAddress() + "   " + Printable.of(readiness.judges()));
        } else {
            lines.add("ready" + reservation);
            lines.add("rtmp     " + server.rtmpAddress());
        }
        lines.add("http     " + server.httpAddress());
        next(readiness).ifPresent(next -> lines.add("next     " + next));
        // At once: whoever waits for the first line may read the others.
        out.println(String.join(System.lineSeparator(), lines));
        out.flush();
        if (server.isLocal() && !quiet) {
            spec.commandLine().getErr().println("Only this machine can connect; --host 0.0.0.0 listens for others.");
        }
    }

    private Optional<String> next(Readiness readiness) {
        if (readiness.configured().isEmpty()) {
            return Optional.of(Next.command("init --home " + home + " --app live --jwt"));
        }
        if (!readiness.problems().isEmpty()) {
            return Optional.of(Next.command("check --home " + home));
        }
        return HomeSecret.isIn(home) ? Optional.of(Next.token(home)) : Optional.empty();
    }

    private OptionalInt port(String option, @Nullable Integer port) {
        if (port == null) {
            return OptionalInt.empty();
        }
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), option + ": invalid port " + port + " (use 0 to 65535)");
        }
        return OptionalInt.of(port);
    }
}
