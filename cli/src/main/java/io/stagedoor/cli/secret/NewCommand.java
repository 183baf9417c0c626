package io.stagedoor.cli.secret;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.QuietOption;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stagedoor secret new}. */
@Command(
        name = "new",
        description = "Creates a secret: 48 random bytes in base64. Prints it, or writes it to a file.",
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "File to create, readable by its owner only. An existing file is never overwritten.")
    private Path file;

    @Mixin
    private QuietOption quiet;

    NewCommand() {}

    @Override
    public Integer call() {
        Secret secret = SharedSecret.random();
        if (file == null) {
            spec.commandLine().getOut().println(secret.reveal());
            return 0;
        }
        try {
            FileReplacement.create(file, secret.bytes());
        } catch (FileAlreadyExistsException e) {
            throw new CommandException("--file: " + file + " exists already, and is not overwritten; choose a new file,"
                    + " or replace the secret of a configuration with: stagedoor secret rotate");
        } catch (NoSuchFileException e) {
            throw new CommandException("--file: no such folder: "
                    + file.toAbsolutePath().normalize().getParent() + "; make it first");
        } catch (IOException e) {
            throw new CommandException("--file: " + file + " cannot be written: " + e, e);
        }
        quiet.notes().println("Wrote a new secret to " + file.toAbsolutePath().normalize());
        return 0;
    }
}
