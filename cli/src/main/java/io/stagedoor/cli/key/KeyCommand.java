package io.stagedoor.cli.key;

import io.stagedoor.cli.command.Commands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stagedoor key}. */
@Command(
        name = "key",
        description = "Creates private keys that sign tokens, and the public keys for the server.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = NewKeyCommand.class)
public final class KeyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    KeyCommand() {}

    @Override
    public void run() {
        throw Commands.missing(spec);
    }
}
