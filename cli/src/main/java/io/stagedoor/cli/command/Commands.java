package io.stagedoor.cli.command;

import io.stagedoor.auth.support.property.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command is run, and what it says when it cannot be. */
public final class Commands {

    private static final String COMPLETION = "generate-completion";

    private Commands() {}

    /** Runs a command, and ends this process with its exit code. */
    public static void run(CommandLine line, String[] arguments) {
        // What the libraries log is silenced by a file of ours, not by whichever logback.xml comes first on the class
        // path.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/stagedoor/cli/logback.xml");
        }
        // Newer JDKs have a console without a terminal, too; this one needs a terminal.
        System.setProperty("jdk.console", "java.base");
        System.exit(line.execute(arguments));
    }

    /** The command line of a command, with our messages for its errors. */
    public static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // For a line in the settings of a shell, not for people.
        Optional.ofNullable(line.getSubcommands().get(COMPLETION))
                .ifPresent(
                        completion -> completion.getCommandSpec().usageMessage().hidden(true));
        line.setExecutionExceptionHandler((problem, running, parsed) -> {
            if (!(problem instanceof CommandException)) {
                throw problem;
            }
            running.getErr().println("stagedoor: " + problem.getMessage());
            return running.getCommandSpec().exitCodeOnExecutionException();
        });
        line.setParameterExceptionHandler((problem, arguments) -> {
            CommandLine misused = problem.getCommandLine();
            misused.getErr().println("stagedoor: " + sentence(problem));
            misused.getErr().println("Try: " + misused.getCommandSpec().qualifiedName() + " --help");
            return misused.getCommandSpec().exitCodeOnInvalidInput();
        });
        return line;
    }

    /** The problem of a command that was called without the command below it. */
    public static ParameterException missing(CommandSpec spec) {
        return new ParameterException(spec.commandLine(), "no command; use " + list(spec));
    }

    private static String list(CommandSpec spec) {
        String all = spec.subcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return all.replaceFirst(", ([^,]*)$", " or $1");
    }

    private static String sentence(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            return sentence(
                    unmatched.getUnmatched().get(0), unmatched.getCommandLine().getCommandSpec());
        }
        return problem.getMessage() + meant(problem);
    }

    /** An argument is repeated only where it is nearly the name of something: it may be a secret that somebody typed. */
    private static String sentence(String argument, CommandSpec spec) {
        if (argument.startsWith("-")) {
            String option = argument.replaceFirst("=.*", "");
            return "unknown option: " + option + meant(option, spec.optionsMap().keySet());
        }
        if (spec.subcommands().isEmpty()) {
            return "unexpected argument";
        }
        return Suggestion.nearest(argument, spec.subcommands().keySet())
                .map(command -> "no command '" + argument + "'; did you mean '" + command + "'?")
                .orElse("no such command; use " + list(spec));
    }

    /** Which of the values of an option was meant. */
    private static String meant(ParameterException problem) {
        if (problem.getArgSpec() == null
                || problem.getValue() == null
                || !problem.getArgSpec().type().isEnum()) {
            return "";
        }
        List<String> values = new ArrayList<>();
        problem.getArgSpec().completionCandidates().forEach(value -> values.add(value.toLowerCase(Locale.ROOT)));
        return meant(problem.getValue(), values);
    }

    private static String meant(String written, Collection<String> known) {
        return Suggestion.nearest(written, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    }
}
