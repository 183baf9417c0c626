package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.Printable;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stagedoor tail}. */
@Command(
        name = "tail",
        description = "Shows decisions and ends as they come, until stopped (Ctrl-C).",
        footer = {"", "Four can read at a time. One that is too slow loses lines; a line says how many."},
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class TailCommand implements Runnable {

    @Mixin
    private ServerOptions server;

    @Mixin
    private FilterOptions filter;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "" + Long.MAX_VALUE,
            showDefaultValue = Visibility.NEVER,
            description = "Stops after N lines. Default: never.")
    private long count;

    TailCommand() {}

    @Override
    public void run() {
        filter.parameters(); // says what is wrong with them
        try (Stream<String> lines = server.channel().follow("/v1/tail")) {
            lines.filter(line -> !line.isEmpty())
                    .filter(this::fits)
                    .limit(count)
                    .takeWhile(this::isPrinted)
                    .forEach(line -> {});
        }
    }

    /** Prints a line; false if nobody reads what is printed any more, as after {@code tail | head -1}. */
    private boolean isPrinted(String line) {
        PrintWriter out = server.out();
        out.println(server.isJson() ? line : shown(Fields.of(line)));
        return !out.checkError();
    }

    private boolean fits(String line) {
        Fields fields = Fields.of(line);
        return fields.has("lost") || filter.fits(fields);
    }

    private static String shown(Fields line) {
        if (line.has("lost")) {
            return Words.counted(line.number("lost"), "line") + " lost: this reader is too slow";
        }
        String shown = String.format(
                Locale.ROOT,
                "%s  %-11s  %-20s  %-16s  %-9s  %-5s  %s  %s",
                Printable.of(Words.time(line.text("time"))),
                Printable.of(line.text("decision")),
                Printable.of(line.text("reason")),
                Printable.of(Words.who(line)),
                Printable.of(line.text("action")),
                Printable.of(line.text("protocol")),
                Printable.of(Words.where(line)),
                Printable.of(line.text("detail")));
        return shown.stripTrailing();
    }
}
