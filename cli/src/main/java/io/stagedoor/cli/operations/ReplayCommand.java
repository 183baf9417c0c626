package io.stagedoor.cli.operations;

import io.stagedoor.cli.check.OfflineReplay;
import io.stagedoor.cli.command.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stagedoor replay}. */
@Command(
        name = "replay",
        description = {
            "Says what would become of recorded requests by other settings, without a server.",
            "The bundles of --conf judge, as in a server. The audit log has no credentials: what needs them is counted as 'cannot tell'."
        },
        footer = {
            "",
            "'assumed': the authenticator that decided is asked as well, and is taken to say what it said then. Its own settings are not compared.",
            "A publisher is taken to publish live. Limits on how many publish and play at once are not replayed.",
            "Exit code: 0 nobody would be refused or let in as far as can be told, 1 somebody would, or an error, 2 invalid arguments."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {

    private static final String INDENT = "  ";
    /** After so many lines it says on standard error how far it is. */
    private static final long PROGRESS = 100_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--audit",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "Audit logs, plain or gzip, rotated ones too; - for standard input.")
    private List<String> audit;

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            required = true,
            description =
                    "The RED5_HOME whose bundles and configuration judge; or its folder stagedoor, or a copy of that under any name; or"
                            + " the conf in it.")
    private Path conf;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints only who would be refused or let in.")
    private boolean quiet;

    ReplayCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (AuditLines lines = new AuditLines(audit, System.in)) {
            String answer = OfflineReplay.of(conf, lines, this::progress);
            Fields fields = Fields.of(answer);
            if (json) {
                out.println(answer);
            } else {
                print(fields, lines.unreadable(), out);
            }
            return fields.number("wouldRefuse") + fields.number("wouldAllow") == 0 ? 0 : 1;
        }
    }

    private void progress(long lines) {
        if (!quiet && !json && lines > 0 && lines % PROGRESS == 0) {
            spec.commandLine().getErr().println(lines + " lines");
        }
    }

    private void print(Fields answer, long unreadable, PrintWriter out) {
        if (!quiet) {
            out.println(Words.counted(answer.number("requests"), "request") + ": " + answer.number("same") + " same, "
                    + answer.number("assumed") + " same if their authenticator says the same, "
                    + answer.number("wouldRefuse") + " would be refused, " + answer.number("wouldAllow")
                    + " would be let in, " + answer.number("cannotTell") + " cannot tell");
            if (answer.number("skipped") + unreadable > 0) {
                out.println(Words.counted(answer.number("skipped"), "line") + " that are no decisions, and "
                        + unreadable + " that cannot be read, are left out");
            }
        }
        for (Fields group : answer.objects("groups")) {
            boolean differs = group.text("verdict").startsWith("would");
            if (differs || !quiet) {
                print(group, out);
            }
        }
    }

    private static void print(Fields group, PrintWriter out) {
        String what = switch (group.text("verdict")) {
            case "wouldRefuse" -> "would be refused: " + group.text("newReason");
            case "wouldAllow" -> "would be let in: " + group.text("newReason");
            case "assumed" -> "assumed the same";
            default -> "cannot tell";
        };
        String of = String.join(
                " ",
                List.of(group.text("action"), group.text("application"), group.text("protocol"), group.text("reason")));
        out.println(Printable.of(group.number("count") + "  " + what + "  (" + of.strip() + ")"));
        out.println(INDENT + Printable.of(group.text("why")));
        if (group.text("verdict").startsWith("would")) {
            group.object("example")
                    .ifPresent(example -> out.println(INDENT
                            + Printable.of("first: " + Words.time(example.text("time")) + " " + Words.who(example)
                                    + " " + Words.where(example) + " from " + example.text("address")
                                    + (example.text("connection").isEmpty()
                                            ? ""
                                            : ", id " + example.text("connection")))));
        }
    }
}
