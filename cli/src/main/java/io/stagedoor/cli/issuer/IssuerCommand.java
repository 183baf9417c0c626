package io.stagedoor.cli.issuer;

import io.stagedoor.cli.command.Commands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stagedoor issuer}. */
@Command(
        name = "issuer",
        description = "Tries an identity provider before a server uses it.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = TryCommand.class)
public final class IssuerCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    IssuerCommand() {}

    @Override
    public void run() {
        throw Commands.missing(spec);
    }
}
