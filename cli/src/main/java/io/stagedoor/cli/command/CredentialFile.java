package io.stagedoor.cli.command;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.text.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a token or a password from a file or from standard input: every user of the machine can see arguments. */
public final class CredentialFile {

    private static final String STANDARD_INPUT = "-";
    private static final int MOST_BYTES = 48 * 1024;

    private CredentialFile() {}

    /**
     * Reads it, without a byte order mark, and without a line break or blanks around it.
     *
     * @param option that named the file, for messages
     * @param file {@code -} for standard input
     * @return empty for an empty file
     * @throws CommandException if it is too long or cannot be read
     */
    public static Secret read(String option, String file) {
        try {
            byte[] content = file.equals(STANDARD_INPUT) ? System.in.readNBytes(MOST_BYTES + 1) : bytes(Path.of(file));
            if (content.length > MOST_BYTES) {
                throw new CommandException(
                        option + ": the file is larger than " + MOST_BYTES + " bytes; a token is shorter");
            }
            return Secret.of(Utf8.text(content).strip());
        } catch (IllegalArgumentException e) {
            throw new CommandException(option + ": " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandException(option + ": the file cannot be read: " + file, e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }
}
