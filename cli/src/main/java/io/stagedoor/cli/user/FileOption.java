package io.stagedoor.cli.user;

import io.stagedoor.auth.simple.file.CredentialsEditor;
import io.stagedoor.cli.CommandException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import picocli.CommandLine.Option;

/** The credentials file that a command is about. */
final class FileOption {

    @Option(names = "--file", required = true, paramLabel = "FILE", description = "The credentials file.")
    private Path file;

    FileOption() {}

    /** What is done with the file. */
    interface Work<T> {
        T with(CredentialsEditor editor) throws IOException;
    }

    /** What comes of it; what keeps it from being done becomes a sentence. */
    <T> T edit(Work<T> work) {
        try {
            return work.with(new CredentialsEditor(file));
        } catch (NoSuchFileException e) {
            throw new CommandException("--file: there is no such file: " + file);
        } catch (AccessDeniedException e) {
            throw new CommandException("--file: the file or its folder may not be changed by this user: " + file);
        } catch (IOException e) {
            throw new CommandException(
                    "--file: the file cannot be changed (" + e.getClass().getSimpleName() + "): " + file, e);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }
}
