package io.stagedoor.cli.user;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stagedoor user hash}. */
@Command(
        name = "hash",
        description = "Prints the hash of a password, for scripts that write credentials files.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class HashCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SchemeOption scheme;

    HashCommand() {}

    @Override
    public Integer call() throws IOException {
        spec.commandLine().getOut().println(scheme.hash(NewPassword.ask()).text());
        return 0;
    }
}
