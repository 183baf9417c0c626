package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.Printable;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stagedoor status}. */
@Command(
        name = "status",
        description = "Says whether a running server is healthy, and if not, why.",
        footer = {"", "Exit code: 0 healthy, 1 not healthy or no server, 2 invalid arguments."},
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

    @Mixin
    private ServerOptions server;

    StatusCommand() {}

    @Override
    public Integer call() {
        String answer = server.channel().get("/v1/status", Map.of());
        Fields status = Fields.of(answer);
        if (server.isJson()) {
            server.notes().println(answer);
        } else {
            print(status, server.notes(), server.out());
        }
        return status.flag("healthy") ? 0 : 1;
    }

    /** @param errors is written to also where only errors are asked for */
    private static void print(Fields status, PrintWriter out, PrintWriter errors) {
        Map<String, Long> clients = status.numbers("clients");
        long in = clients.values().stream().mapToLong(Long::longValue).sum();
        out.println((status.flag("healthy") ? "healthy      " : "not healthy  ")
                + Words.counted(status.objects("applications").size(), "application") + ", "
                + Words.counted(status.texts("authenticators").size(), "authenticator") + ", "
                + Words.counted(in, "client") + byProtocol(clients) + ", "
                + status.number("decisionsPerMinute") + " decided/min, "
                + status.number("refusalsPerMinute") + " refused/min");
        if (status.number("refusalsPerMinute") > 0) {
            out.println("refused      explain --since 10m says why");
        }
        if (!status.text("outage").isEmpty()) {
            errors.println("outage       every client is refused: " + Printable.of(status.text("outage")));
        }
        status.texts("refusing").stream()
                .filter(reason -> !reason.equals(status.text("outage")))
                .forEach(reason -> errors.println("not ready    " + Printable.of(reason)));
        status.texts("problems").forEach(problem -> errors.println("problem      " + Printable.of(problem)));
        if (status.number("lostLines") > 0) {
            String since = status.text("lostSince").isEmpty() ? "" : " since " + Words.time(status.text("lostSince"));
            out.println("audit log    lacks " + Words.counted(status.number("lostLines"), "line") + Printable.of(since)
                    + ": the disk is or was full, or too slow");
        }
        status.objects("outputs").forEach(one -> out.println(Printable.of(output(one))));
        status.objects("shadows").forEach(one -> out.println(Printable.of(shadow(one))));
        Map<String, Long> revocations = status.numbers("revocations");
        if (!revocations.isEmpty()) {
            out.println("revoked      "
                    + revocations.entrySet().stream()
                            .map(one -> Printable.of(one.getKey()) + " " + one.getValue())
                            .collect(Collectors.joining(", "))
                    + ", of at most " + status.number("revocationLimit") + " in all");
        }
        if (status.number("held") > 0) {
            out.println("held         " + Words.counted(status.number("held"), "client")
                    + " for an authenticator that is being replaced");
        }
        status.texts("lastGood")
                .forEach(name -> out.println("last good    application " + Printable.of(name)
                        + ": its file has an error, the configuration before is in force"));
        status.lists("facts")
                .forEach((name, facts) ->
                        facts.forEach(fact -> out.println("known        " + Printable.of(name + ": " + fact))));
        status.objects("applications")
                .forEach(one -> out.println(
                        "application  " + Printable.of(one.text("name")) + "  " + Printable.of(one.text("file"))));
    }

    private static String output(Fields output) {
        String target = output.text("target").isEmpty() ? "" : " " + output.text("target");
        long lost = output.number("lost");
        return "audit log to " + output.text("name") + target + ": "
                + Words.counted(output.number("sent"), "line") + " sent, "
                + output.number("waiting") + " waiting, "
                + lost + " lost" + (lost == 0 ? "" : " since " + Words.time(output.text("lostSince")));
    }

    private static String shadow(Fields shadow) {
        return "shadow       " + shadow.text("authenticator") + " is asked beside in " + shadow.text("application")
                + ": "
                + shadow.number("agree") + " agree, " + shadow.number("wouldRefuse") + " would be refused, "
                + shadow.number("wouldAllow") + " would be let in, "
                + (shadow.number("undecided") + shadow.number("dropped"))
                + " not compared; stagedoor shadow says who";
    }

    private static String byProtocol(Map<String, Long> clients) {
        return clients.isEmpty()
                ? ""
                : clients.entrySet().stream()
                        .map(one -> Printable.of(one.getKey()) + " " + one.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
    }
}
