package io.stagedoor.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Manual pages of a command and of all below it, from what picocli knows of them: in roff, for section 1. */
final class ManPages {

    private static final String PARAGRAPH = ".PP\n";

    private ManPages() {}

    /** By name of the file, each page. */
    static Map<String, String> of(CommandLine command) {
        Map<String, String> pages = new TreeMap<>();
        add(command, pages);
        return pages;
    }

    private static void add(CommandLine command, Map<String, String> pages) {
        pages.put(name(command.getCommandSpec()) + ".1", page(command));
        below(command).forEach(one -> add(one, pages));
    }

    private static List<CommandLine> below(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(one -> !one.getCommandSpec().usageMessage().hidden())
                .toList();
    }

    private static String name(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private static String page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        List<String> description = lines(spec.usageMessage().description());
        StringBuilder page = new StringBuilder(".\\\" Made of the command; see MadeFilesTest.\n");
        page.append(".TH ")
                .append(escaped(name(spec).toUpperCase(Locale.ROOT)))
                .append(" 1 \"\" Stagedoor \"Stagedoor manual\"\n.nh\n.ad l\n");
        section(page, "NAME", List.of(name(spec) + " - " + withoutDot(description.get(0))));
        page.append(".SH SYNOPSIS\n").append(synopsis(command));
        section(page, "DESCRIPTION", description);
        arguments(page, spec);
        List<CommandLine> below = below(command);
        if (!below.isEmpty()) {
            page.append(".SH COMMANDS\n");
            below.forEach(one -> item(
                    page,
                    bold(name(one.getCommandSpec())) + "(1)",
                    lines(one.getCommandSpec().usageMessage().description()).get(0)));
        }
        List<String> footer = lines(spec.usageMessage().footer());
        if (!footer.isEmpty()) {
            section(page, "NOTES", footer);
        }
        section(
                page,
                "EXIT STATUS",
                List.of("0: done. 1: failed, or the answer is no; a message says why. 2: the command line is wrong."));
        seeAlso(page, command);
        return page.toString();
    }

    /** In the order in which the options are declared: sorted, it would be another one in another language. */
    private static String synopsis(CommandLine command) {
        command.getCommandSpec().usageMessage().sortSynopsis(false);
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF));
        return help.synopsis(0)
                .lines()
                .map(String::strip)
                .map(ManPages::escaped)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static void arguments(StringBuilder page, CommandSpec spec) {
        List<OptionSpec> options =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        page.append(".SH OPTIONS\n");
        spec.positionalParameters().stream()
                .filter(one -> !one.hidden())
                .forEach(one -> item(page, italic(label(one)), text(one)));
        options.forEach(option -> item(
                page,
                Stream.of(option.names()).map(ManPages::bold).collect(Collectors.joining(", "))
                        + (option.arity().max() == 0 ? "" : " " + italic(label(option))),
                text(option)));
    }

    private static String label(ArgSpec argument) {
        return argument instanceof PositionalParamSpec || argument.arity().min() > 0
                ? argument.paramLabel()
                : "[" + argument.paramLabel() + "]";
    }

    private static String text(ArgSpec argument) {
        return String.join(" ", lines(argument.description()));
    }

    private static void seeAlso(StringBuilder page, CommandLine command) {
        List<String> others = new ArrayList<>();
        CommandLine parent = command.getParent();
        if (parent != null) {
            others.add(name(parent.getCommandSpec()));
            below(parent).stream()
                    .filter(one -> one != command)
                    .map(one -> name(one.getCommandSpec()))
                    .forEach(others::add);
        }
        if (!others.isEmpty()) {
            page.append(".SH SEE ALSO\n")
                    .append(others.stream().map(one -> bold(one) + "(1)").collect(Collectors.joining(",\n")))
                    .append('\n');
        }
    }

    private static void section(StringBuilder page, String head, List<String> paragraphs) {
        page.append(".SH ").append(head).append('\n');
        page.append(paragraphs.stream().map(one -> escaped(one) + "\n").collect(Collectors.joining(PARAGRAPH)));
    }

    private static void item(StringBuilder page, String term, String text) {
        page.append(".TP\n").append(term).append('\n').append(escaped(text)).append('\n');
    }

    private static List<String> lines(String... texts) {
        return Arrays.stream(texts)
                .map(one -> Help.Ansi.OFF.string(one).strip())
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private static String withoutDot(String sentence) {
        return sentence.replaceFirst("\\.$", "");
    }

    private static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    private static String italic(String text) {
        return "\\fI" + escaped(text) + "\\fR";
    }

    /** Text as roff shows it: no line of it is a request. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
