package io.stagedoor.cli.secret;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor secret}. */
@Command(
        name = "secret",
        description = "Makes secrets that tokens are signed with, and replaces the one of a configuration.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {NewCommand.class, RotateCommand.class})
public final class SecretCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    SecretCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command: new or rotate.");
    }
}
