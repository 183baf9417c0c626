package io.stagedoor.cli;

import io.stagedoor.cli.bench.BenchCommand;
import io.stagedoor.cli.demo.DemoCommand;
import io.stagedoor.cli.secret.SecretCommand;
import io.stagedoor.cli.server.ServeCommand;
import io.stagedoor.cli.token.TokenCommand;
import io.stagedoor.cli.user.UserCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code stagedoor}. */
@Command(
        name = "stagedoor",
        description = "Hot-swappable authenticators for the Red5 media server.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            TokenCommand.class,
            SecretCommand.class,
            UserCommand.class,
            DemoCommand.class,
            BenchCommand.class
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs a command; the exit code is 0 when it was done, 1 when it could not be done, 2 when it was not understood. */
    public static void main(String[] arguments) {
        // What the libraries log is silenced by a file of ours, not by whichever logback.xml comes first on the class
        // path.
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "io/stagedoor/cli/logback.xml");
        }
        // Newer JDKs have a console where there is no terminal too; this one is there only with one.
        System.setProperty("jdk.console", "java.base");
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            if (!(problem instanceof CommandException)) {
                throw problem;
            }
            command.getErr().println("stagedoor: " + problem.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
        line.setParameterExceptionHandler((problem, arguments) -> {
            CommandLine command = problem.getCommandLine();
            command.getErr().println("stagedoor: " + sentence(problem));
            command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        return line;
    }

    /** An argument that is not understood is not repeated: it may be a secret that somebody typed. */
    private static String sentence(ParameterException problem) {
        if (!(problem instanceof UnmatchedArgumentException unmatched)) {
            return problem.getMessage();
        }
        return unmatched.getUnmatched().get(0).startsWith("-")
                ? "there is no such option, or it is one too many: "
                        + unmatched.getUnmatched().get(0).replaceFirst("=.*", "")
                : "there is an argument too many";
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say which command: serve, token, secret, user, demo or bench.");
    }
}
