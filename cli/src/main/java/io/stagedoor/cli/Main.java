package io.stagedoor.cli;

import io.stagedoor.cli.bench.BenchCommand;
import io.stagedoor.cli.command.Commands;
import io.stagedoor.cli.demo.DemoCommand;
import io.stagedoor.cli.server.GatewayCommand;
import io.stagedoor.cli.server.ServeCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code stagedoor}. */
@Command(
        name = "stagedoor",
        description = "Hot-swappable authenticators for the Red5 media server.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            GatewayCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            GenerateCompletion.class
        })
public final class Main extends Subcommands {

    @Spec
    private CommandSpec spec;

    private Main() {}

    /** Runs a command; the exit code is 0 when it was done, 1 when it could not be done, 2 when it was not understood. */
    public static void main(String[] arguments) {
        Commands.run(commandLine(), arguments);
    }

    static CommandLine commandLine() {
        return Commands.of(new Main());
    }

    @Override
    public void run() {
        throw Commands.missing(spec);
    }
}
