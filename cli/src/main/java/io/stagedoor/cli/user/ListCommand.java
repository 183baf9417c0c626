package io.stagedoor.cli.user;

import io.stagedoor.auth.simple.file.User;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.cli.command.Printable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code stagedoor user list}. */
@Command(
        name = "list",
        description = "Prints name, kind of password and options of each user, separated by tabs.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private FileOption file;

    ListCommand() {}

    @Override
    public Integer call() {
        file.edit(editor -> editor.read().users().values())
                .forEach(user -> spec.commandLine()
                        .getOut()
                        .println(printable(user.name()) + "\t" + kind(user) + "\t" + user.options()));
        return 0;
    }

    private static String kind(User user) {
        return user.hash().map(PasswordHash::cost).orElse("not hashed");
    }

    /** A name may have characters that would do something to the terminal, or look like the next column. */
    private static String printable(String name) {
        return Printable.of(name);
    }
}
