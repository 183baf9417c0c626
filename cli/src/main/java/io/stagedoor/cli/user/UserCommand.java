package io.stagedoor.cli.user;

import io.stagedoor.cli.command.Commands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stagedoor user}. */
@Command(
        name = "user",
        description = {
            "Edits a credentials file of the simple authenticator.",
            "Asks for passwords on the terminal, or reads them from standard input; never an argument."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AddCommand.class,
            PasswdCommand.class,
            RemoveCommand.class,
            ListCommand.class,
            HashAllCommand.class,
            HashCommand.class
        })
public final class UserCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    UserCommand() {}

    @Override
    public void run() {
        throw Commands.missing(spec);
    }
}
