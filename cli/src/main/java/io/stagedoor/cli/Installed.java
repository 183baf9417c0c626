package io.stagedoor.cli;

import io.stagedoor.cli.command.Commands;
import io.stagedoor.cli.secret.SecretCommand;
import io.stagedoor.cli.token.TokenCommand;
import io.stagedoor.cli.user.UserCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code stagedoor/bin/stagedoor} of an installation: what needs no Red5 of the command's own. */
@Command(
        name = "stagedoor",
        description = "Secrets, tokens and users of the Stagedoor installed here.",
        footer = {"", "Relative paths begin at RED5_HOME, not at your working directory."},
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokenCommand.class, SecretCommand.class, UserCommand.class})
public final class Installed implements Runnable {

    @Spec
    private CommandSpec spec;

    private Installed() {}

    /** Runs a command; exit codes as {@link Main}'s. */
    public static void main(String[] arguments) {
        Commands.run(commandLine(), arguments);
    }

    static CommandLine commandLine() {
        return Commands.of(new Installed());
    }

    @Override
    public void run() {
        throw Commands.missing(spec);
    }
}
