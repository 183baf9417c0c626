package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stagedoor shadow}. */
@Command(
        name = "shadow",
        description = {
            "Says how authenticator.shadow compares with who decides: how often both agreed, and who would be refused or let in.",
            "What a shadow says has no effect on clients."
        },
        footer = {
            "",
            "The server remembers the last 1,000 differences until it is restarted; audit.log has more. Counts begin at nought when others decide or are"
                    + " shadows, or a shadow is configured otherwise."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class ShadowCommand implements Runnable {

    private static final String WOULD_REFUSE = "WOULD_REFUSE";

    @Mixin
    private ServerOptions server;

    @Option(names = "--app", paramLabel = "NAME", description = "Only this application.")
    private String application = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many differences at most, 1 to 10000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--follow", description = "Shows differences as they come, until stopped (Ctrl-C).")
    private boolean follow;

    ShadowCommand() {}

    @Override
    public void run() {
        if (!follow || !server.isJson()) {
            show();
        }
        if (follow) {
            follow();
        }
    }

    private void show() {
        String answer = server.channel().get("/v1/shadow", Map.of("limit", String.valueOf(limit)));
        if (server.isJson()) {
            server.out().println(answer);
        } else {
            print(Fields.of(answer));
        }
    }

    private void print(Fields answer) {
        List<Fields> shadows =
                answer.objects("shadows").stream().filter(this::isMeant).toList();
        answer.texts("notes").forEach(note -> server.notes().println(Printable.of(note)));
        if (shadows.isEmpty()) {
            server.notes().println("nothing is compared: no application has authenticator.shadow");
        } else {
            Table table = new Table(
                    "APPLICATION", "SHADOW", "SINCE", "AGREE", "WOULD REFUSE", "WOULD LET IN", "UNDECIDED", "DROPPED");
            shadows.forEach(one -> table.add(
                    one.text("application"),
                    one.text("authenticator"),
                    Words.time(one.text("since")),
                    one.text("agree"),
                    one.text("wouldRefuse"),
                    one.text("wouldAllow"),
                    one.text("undecided"),
                    one.text("dropped")));
            List<String> lines = table.lines();
            server.notes().println(lines.get(0));
            lines.stream().skip(1).forEach(server.out()::println);
        }
        answer.objects("differences").stream()
                .filter(this::isMeant)
                .forEach(one -> server.out()
                        .println(sentence(one, one.text("outcome"), one.text("decision"), one.text("reason"))));
    }

    private boolean isMeant(Fields one) {
        return application.isEmpty() || application.equals(one.text("application"));
    }

    /** Lines of the audit log, until nobody reads what is printed any more. */
    private void follow() {
        PrintWriter out = server.out();
        try (Stream<String> lines = server.channel().follow("/v1/tail")) {
            lines.filter(line -> !line.isEmpty())
                    .filter(line -> isDifference(Fields.of(line)))
                    .takeWhile(line -> {
                        Fields fields = Fields.of(line);
                        out.println(
                                server.isJson()
                                        ? line
                                        : sentence(
                                                fields,
                                                fields.text("reason"),
                                                fields.text("decided"),
                                                fields.text("decidedReason")));
                        return !out.checkError();
                    })
                    .forEach(line -> {});
        }
    }

    private boolean isDifference(Fields line) {
        return line.text("decision").equals("shadow") && !line.text("reason").equals("UNDECIDED") && isMeant(line);
    }

    /** {@code ann was admitted, and would be refused: WRONG_AUDIENCE by new-one …}. */
    private static String sentence(Fields line, String outcome, String decision, String reason) {
        boolean refuses = outcome.equals(WOULD_REFUSE);
        String times = line.number("count") > 1 ? ", " + line.number("count") + " times" : "";
        String by = line.text("authenticator").isEmpty() ? "" : " by " + line.text("authenticator");
        String detail = line.text("detail").isEmpty() ? "" : ": " + line.text("detail");
        return Printable.of(String.format(
                Locale.ROOT,
                "%s  %s  %s, %s %s, %s%s%s; %s: %s%s; was %s: %s%s",
                Words.time(line.text("time")),
                refuses ? "would be refused" : "would be let in ",
                Words.who(line),
                line.text("action"),
                Words.where(line),
                line.text("protocol"),
                line.text("connection").isEmpty() ? "" : ", id " + line.text("connection"),
                times,
                line.text("shadow"),
                line.text("shadowReason"),
                detail,
                decision.equals("allow") ? "admitted" : "refused",
                reason,
                by));
    }
}
