package io.stagedoor.cli.user;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stagedoor user remove}. */
@Command(name = "remove", description = "Removes a user.", sortOptions = false, mixinStandardHelpOptions = true)
final class RemoveCommand implements Callable<Integer> {

    @Mixin
    private FileOption file;

    @Parameters(paramLabel = "NAME", description = "The user's name.")
    private String name;

    RemoveCommand() {}

    @Override
    public Integer call() {
        return file.edit(editor -> {
            editor.remove(name);
            return 0;
        });
    }
}
