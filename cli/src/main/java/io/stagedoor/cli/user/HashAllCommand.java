package io.stagedoor.cli.user;

import io.stagedoor.cli.command.QuietOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private FileOption file;

    @Mixin
    private SchemeOption scheme;

    @Mixin
    private QuietOption quiet;

    HashAllCommand() {}

    @Override
    public Integer call() {
        int count = file.edit(editor -> editor.hashAll(scheme::hash));
        quiet.notes().println(count == 1 ? "1 password hashed" : count + " passwords hashed");
        return 0;
    }
}
