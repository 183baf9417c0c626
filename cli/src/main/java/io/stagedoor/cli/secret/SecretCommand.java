package io.stagedoor.cli.secret;

import io.stagedoor.cli.command.Commands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stagedoor secret}. */
@Command(
        name = "secret",
        description = "Creates secrets that sign tokens, and replaces the secret of a configuration.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {NewCommand.class, RotateCommand.class})
public final class SecretCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    SecretCommand() {}

    @Override
    public void run() {
        throw Commands.missing(spec);
    }
}
