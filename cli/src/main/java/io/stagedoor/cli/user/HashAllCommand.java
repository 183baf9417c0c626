package io.stagedoor.cli.user;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stagedoor user hash-all}. */
@Command(
        name = "hash-all",
        description = {
            "Hashes every plain password in the file; comments and order stay.",
            "Stops at an unknown kind of hash and changes nothing. A backslash before it makes it a password.",
            "Red5 Pro's own plugin cannot read the file afterwards."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class HashAllCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private FileOption file;

    @Mixin
    private SchemeOption scheme;

    HashAllCommand() {}

    @Override
    public Integer call() {
        int count = file.edit(editor -> editor.hashAll(scheme::hash));
        spec.commandLine().getOut().println(count == 1 ? "1 password hashed" : count + " passwords hashed");
        return 0;
    }
}
