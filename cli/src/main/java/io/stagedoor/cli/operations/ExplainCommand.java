package io.stagedoor.cli.operations;

import io.stagedoor.auth.support.reason.Reasons;
import io.stagedoor.cli.check.OfflineTrial;
import io.stagedoor.cli.command.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor explain}. */
@Command(
        name = "explain",
        description = {
            "Says why clients were refused or cut off, the last one first, and what to do about it.",
            "With --since: who was refused in that time, and why, summed up by reason.",
            "With --token-file, --user or --action: what would become of a client, as a dry run, check by check."
        },
        footer = {
            "",
            "The server remembers the last 10,000 refusals and the last 10,000 that it cut off, until it is restarted; audit.log and allowed.log have"
                    + " more.",
            "Exit code of a dry run: 0 allowed, 1 not allowed, 2 invalid arguments."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {

    private static final String INDENT = "  ";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Mixin
    private FilterOptions filter;

    @Mixin
    private DryRunOptions dryRun;

    @Option(
            names = "--last",
            paramLabel = "N",
            arity = "0..1",
            defaultValue = "5",
            fallbackValue = "1",
            description = "How many, 1 to 10000. Without a number: the last one. Default: ${DEFAULT-VALUE}.")
    private int last;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Since.class,
            description =
                    "Sums up by reason what came since: 90s, 10m, 2h, 1d ago, or a time such as 2026-11-29T21:00:00Z. With"
                            + " --last N: and shows the last N of it.")
    private @Nullable Instant since;

    ExplainCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        return dryRun.isMeant() ? tried() : happened();
    }

    private int tried() throws IOException, InterruptedException {
        Map<String, String> parameters = filter.parameters();
        if (parameters.containsKey("sub") || parameters.containsKey("id") || !parameters.containsKey("app")) {
            throw new ParameterException(spec.commandLine(), "a dry run needs --app, and takes no --sub and no --id");
        }
        Map<String, String> question = dryRun.question(parameters);
        if (!parameters.containsKey("stream")
                && Set.of("publish", "play").contains(question.getOrDefault("action", ""))) {
            throw new ParameterException(spec.commandLine(), "--action publish and play need --stream");
        }
        String answer = dryRun.conf().isPresent()
                ? OfflineTrial.of(Path.of(dryRun.conf().get()), question)
                : server.channel().post("/v1/dry-run", Map.of("by", Orders.by()), question);
        Trial trial = new Trial(Fields.of(answer));
        if (server.isJson()) {
            server.notes().println(answer);
        } else {
            trial.print(server.notes());
        }
        return trial.isAllowed() ? 0 : 1;
    }

    private int happened() {
        Map<String, String> parameters = filter.parameters();
        if (since != null) {
            return summedUp(since, parameters);
        }
        parameters.put("limit", String.valueOf(last));
        String answer = server.channel().get("/v1/refusals", parameters);
        if (server.isJson()) {
            server.out().println(answer);
            return 0;
        }
        List<Fields> refusals = Fields.of(answer).objects("refusals");
        if (refusals.isEmpty()) {
            server.notes()
                    .println(
                            "nobody who matches was refused or cut off lately; allowed.log tells whether the client was let in, and how that ended");
        }
        print(refusals);
        return 0;
    }

    private int summedUp(Instant begin, Map<String, String> parameters) {
        parameters.put("limit", String.valueOf(Summary.MOST));
        Summary summary = new Summary(
                begin,
                Fields.of(server.channel().get("/v1/refusals", parameters)).objects("refusals"));
        if (server.isJson()) {
            server.out().println(summary.json());
            return 0;
        }
        summary.print(server.out());
        if (spec.commandLine().getParseResult().hasMatchedOption("--last")) {
            print(summary.lines().stream().limit(last).toList());
        }
        return 0;
    }

    /** What to do about a reason stands below the first that has it. */
    private void print(List<Fields> refusals) {
        Reasons reasons = Reasons.read();
        Set<String> advised = new HashSet<>();
        refusals.forEach(refusal -> print(refusal, reasons, advised));
    }

    private void print(Fields refusal, Reasons reasons, Set<String> advised) {
        PrintWriter notes = server.notes();
        boolean cut = Summary.isCut(refusal);
        server.out()
                .println(Printable.of(Words.time(refusal.text("time")) + (cut ? " cut off: " : " refused: ")
                        + refusal.text("reason") + ", "
                        + Words.who(refusal) + ", " + refusal.text("action") + " " + Words.where(refusal) + ", "
                        + refusal.text("protocol") + " from " + refusal.text("address") + by(refusal)));
        if (refusal.number("count") > 1) {
            notes.println(INDENT + refusal.number("count") + " times since " + Words.time(refusal.text("first"))
                    + "; this is the last one");
        }
        if (!refusal.text("detail").isEmpty()) {
            Wrapped.print(Printable.of(refusal.text("detail")), notes);
        }
        Optional<String> general =
                cut ? reasons.aboutEnd(refusal.text("reason")) : reasons.about(refusal.text("reason"));
        general.map(text -> Advice.of(text, refusal.text("detail"), refusal.text("action")))
                .filter(text -> !text.isEmpty() && advised.add(text))
                .ifPresent(text -> Wrapped.print(text, notes));
    }

    private static String by(Fields refusal) {
        return (refusal.text("authenticator").isEmpty() ? "" : ", by " + refusal.text("authenticator"))
                + (refusal.text("connection").isEmpty() ? "" : ", id " + refusal.text("connection"));
    }
}
