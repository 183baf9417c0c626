package io.stagedoor.cli.user;

import io.stagedoor.auth.simple.hash.PasswordHash;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stagedoor user passwd}. */
@Command(
        name = "passwd",
        description = "Changes the password of a user; the user's options stay.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PasswdCommand implements Callable<Integer> {

    @Mixin
    private FileOption file;

    @Mixin
    private SchemeOption scheme;

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    PasswdCommand() {}

    @Override
    public Integer call() throws IOException {
        PasswordHash hash = scheme.hash(NewPassword.ask());
        return file.edit(editor -> {
            editor.changePassword(name, hash);
            return 0;
        });
    }
}
