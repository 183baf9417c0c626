package io.stagedoor.cli.server;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Next;
import io.stagedoor.cli.command.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stagedoor gateway}. */
@Command(
        name = "gateway",
        description = {
            "Runs the gateway in the foreground until stopped (Ctrl-C or SIGTERM): other media servers and reverse proxies ask it.",
            "Prints a line that begins with 'ready' when it answers, and what to do next. It logs to standard error."
        },
        footer = {
            "",
            "Configuration: DIR/stagedoor/conf/*.cfg, with examples; stagedoor.server-NAME.cfg for each server that asks.",
            "Exit code: 0 stopped, 1 not ready or ended unexpectedly, 2 invalid arguments."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class GatewayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "stagedoor-gateway",
            description = "Folder to run in; created if missing. Default: ${DEFAULT-VALUE}.")
    private Path home;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:5090",
            description = "Where servers ask; port 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private String listen;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Certificate of the gateway with its chain, in PEM form. Default: plain HTTP.")
    private Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Key of that certificate, in PEM form (PKCS#8, not encrypted).")
    private Path key;

    @Option(
            names = "--client-authorities",
            paramLabel = "FILE",
            description = "Who signs the certificates of servers, in PEM form: each server has to show one then.")
    private Path authorities;

    @Option(
            names = {"-q", "--quiet"},
            description = "Leaves out the log, which is in DIR/stagedoor/log, too.")
    private boolean quiet;

    GatewayCommand() {}

    @Override
    public Integer call() throws Exception {
        return Foreground.run(spec.commandLine().getOut(), foreground -> serve());
    }

    private int serve() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        boolean ready = false;
        try (Red5Home prepared = Red5Home.prepare(home, Distribution.gateway());
                GatewayServer server = GatewayServer.start(prepared, options(), quiet ? line -> {} : err::println)) {
            say(server.awaitReady(), server.address());
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

    private List<String> options() {
        List<String> options = new ArrayList<>(List.of("--listen", listen));
        add(options, "--tls-certificate", certificate);
        add(options, "--tls-key", key);
        add(options, "--client-authorities", authorities);
        return options;
    }

    private static void add(List<String> options, String name, @Nullable Path file) {
        if (file != null) {
            options.addAll(List.of(name, file.toAbsolutePath().toString()));
        }
    }

    private void say(Readiness readiness, String address) {
        List<String> lines = new ArrayList<>();
        String reservation = Printable.of(readiness.reservation());
        lines.add(
                reservation.isEmpty()
                        ? "ready    " + address + "   " + Printable.of(readiness.judges())
                        : "ready" + reservation);
        if (!reservation.isEmpty()) {
            lines.add("listens  " + address);
        }
        if (readiness.configured().isEmpty()) {
            lines.add("next     " + Next.command("init --home " + home + " --app live --jwt"));
        }
        spec.commandLine().getOut().println(String.join(System.lineSeparator(), lines));
        spec.commandLine().getOut().flush();
    }
}
