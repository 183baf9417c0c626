package io.stagedoor.cli.user;

import io.stagedoor.auth.simple.file.CredentialsEditor;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.NoSuchElementException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The credentials file that a command is about. */
final class FileOption {

    @Option(names = "--file", required = true, paramLabel = "FILE", description = "The credentials file.")
    private Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    FileOption() {}

    /** What is done with the file. */
    interface Work<T> {
        T with(CredentialsEditor editor) throws IOException;
    }

    /** What comes of it; what keeps it from being done becomes a sentence. */
    <T> T edit(Work<T> work) {
        try {
            T result = work.with(new CredentialsEditor(file));
            warnOfReaders();
            return result;
        } catch (NoSuchFileException e) {
            throw new CommandException(
                    "--file: no such file: " + file.toAbsolutePath().normalize());
        } catch (AccessDeniedException e) {
            throw new CommandException("--file: user '" + System.getProperty("user.name")
                    + "' may not change this file or its folder: " + file);
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new CommandException("--file: cannot change " + file + ": " + why, e);
        } catch (IOException e) {
            throw new CommandException("--file: cannot change " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }

    /** The mode stays as it is: who else has to read the file is not known here. */
    private void warnOfReaders() throws IOException {
        if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            spec.commandLine()
                    .getErr()
                    .println(file + " is readable by everybody on this machine; run chmod o-r " + file);
        }
    }
}
