package io.stagedoor.cli;

import io.stagedoor.cli.command.Commands;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code stagedoor/bin/stagedoor} of an installation: what needs no Red5 of the command's own. */
@Command(
        name = "stagedoor",
        description =
                "Configuration, secrets, keys, tokens, issuers and users of the Stagedoor installed here, and who is in.",
        footer = {"", "Relative paths begin at RED5_HOME, not at your working directory."},
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {GenerateCompletion.class})
public final class Installed extends Subcommands {

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
