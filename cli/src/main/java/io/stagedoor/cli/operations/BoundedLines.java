package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Printable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lines as they come, each up to a bound. */
final class BoundedLines {

    /** No line of the audit log is nearly as long. */
    private static final int MOST_BYTES = 1 << 20;

    private final InputStream in;

    BoundedLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The lines, without their ends; to be closed. Throws a {@link CommandException} if one is too long, or the other side breaks off. */
    Stream<String> stream() {
        return Stream.<@Nullable String>iterate(next(), line -> line != null, line -> next())
                .map(String::valueOf)
                .onClose(this::close);
    }

    private @Nullable String next() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int read = in.read();
            if (read < 0) {
                return null;
            }
            for (; read >= 0 && read != '\n'; read = in.read()) {
                if (line.size() >= MOST_BYTES) {
                    throw new BoundedText.TooLong("1 MiB in one line");
                }
                line.write(read);
            }
            return line.toString(StandardCharsets.UTF_8);
        } catch (BoundedText.TooLong e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(
                    "the server broke off: " + Printable.of(String.valueOf(e.getMessage())) + ". Try again", e);
        }
    }

    private void close() {
        try {
            in.close();
        } catch (IOException e) { // the answer has ended anyway
            throw new CommandException("the answer was not closed cleanly", e);
        }
    }
}
