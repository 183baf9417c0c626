package io.stagedoor.cli.user;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor user}. */
@Command(
        name = "user",
        description = {
            "Edits a credentials file, as the simple authenticator reads it.",
            "A password is asked for on the terminal, or read from standard input; it is never an argument."
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
        throw new ParameterException(
                spec.commandLine(), "Say what to do: add, passwd, remove, list, hash-all or hash.");
    }
}
