package io.stagedoor.cli.user;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Secret;
import io.stagedoor.cli.command.CommandException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Asks for a password on the terminal, without showing it, or reads it from standard input where that is none. */
final class NewPassword {

    private static final int MAX_BYTES = 1 << 16;

    private NewPassword() {}

    static Secret ask() throws IOException {
        if (!isTerminal()) {
            return from(System.in);
        }
        return Optional.ofNullable(System.console())
                .map(NewPassword::ask)
                .orElseThrow(() -> new CommandException("the password would be visible while typed; do not redirect the"
                        + " output, or pass the password on standard input"));
    }

    private static Secret ask(Console console) {
        char[] first = console.readPassword("Password: ");
        char[] again = console.readPassword("Repeat password: ");
        if (first == null || again == null || !Arrays.equals(first, again)) {
            throw new CommandException("the two passwords differ; nothing was changed");
        }
        return checked(new String(first));
    }

    /** All of the stream, but for one line break at its end. */
    static Secret from(InputStream in) throws IOException {
        byte[] content = in.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
            throw new CommandException("the password has more than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return checked(text.replaceFirst("\\r?\\n\\z", ""));
        } catch (CharacterCodingException e) {
            throw new CommandException("the password is not in UTF-8");
        }
    }

    private static Secret checked(String text) {
        return Credentials.of(null, text, null)
                .password()
                .orElseThrow(() -> new CommandException(
                        "the password is blank, or the word undefined, which no client can log in with"));
    }

    /** Whether somebody types what is read; without such a command nobody knows, and it is taken for a file. */
    private static boolean isTerminal() throws IOException {
        try {
            return new ProcessBuilder("test", "-t", "0")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
