package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Printable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of audit logs, one file after the other, each plain or gzip: what of them a replay is asked about. Keeps one line at a time. A line that is no JSON
 * object, or too long, is counted and left out. For one thread, but for the counts once it has ended.
 */
final class AuditLines implements Iterator<Map<String, String>>, Closeable {

    /** Stands for standard input. */
    static final String STANDARD_INPUT = "-";

    /** A line of Stagedoor has less than three KiB. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private static final List<String> FIELDS = List.of(
            "time",
            "connection",
            "address",
            "protocol",
            "application",
            "room",
            "stream",
            "action",
            "subject",
            "claimed",
            "authenticator",
            "decision",
            "reason",
            "detail",
            "count",
            "of");

    private final Iterator<String> files;
    private final InputStream standardInput;
    private String file = "";
    private @Nullable InputStream open;
    private @Nullable Map<String, String> next;
    private final AtomicLong unreadable = new AtomicLong();

    /** @param files paths, or {@value #STANDARD_INPUT} */
    AuditLines(List<String> files, InputStream standardInput) {
        this.files = files.iterator();
        this.standardInput = standardInput;
    }

    /** How many lines were left out. */
    long unreadable() {
        return unreadable.get();
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null) {
                if (open == null && !openNext()) {
                    return false;
                }
                next = read();
            }
            return true;
        } catch (IOException e) {
            throw new CommandException("--audit: cannot read " + file + ": " + Printable.of(e.toString()), e);
        }
    }

    @Override
    public Map<String, String> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map<String, String> line = next == null ? Map.of() : next;
        next = null;
        return line;
    }

    private boolean openNext() throws IOException {
        if (!files.hasNext()) {
            return false;
        }
        file = files.next();
        try {
            BufferedInputStream plain = new BufferedInputStream(
                    file.equals(STANDARD_INPUT) ? standardInput : Files.newInputStream(Path.of(file)));
            plain.mark(2);
            boolean packed = plain.read() == GZIP_FIRST && plain.read() == GZIP_SECOND;
            plain.reset();
            open = packed ? new BufferedInputStream(new GZIPInputStream(plain)) : plain;
            return true;
        } catch (NoSuchFileException e) {
            throw new CommandException("--audit: there is no file " + file, e);
        }
    }

    /** The next line of the file, as far as it is of use; {@code null} for none, or for one that is of no use. */
    private @Nullable Map<String, String> read() throws IOException {
        InputStream in = open;
        if (in == null) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long length = 0;
        int read = in.read();
        for (; read >= 0 && read != '\n'; read = in.read()) {
            length++;
            if (length <= MOST_BYTES) {
                line.write(read);
            }
        }
        if (read < 0) {
            in.close();
            open = null;
        }
        if (length == 0) {
            return null;
        }
        Optional<Fields> fields =
                length > MOST_BYTES ? Optional.empty() : Fields.read(line.toString(StandardCharsets.UTF_8));
        if (fields.isEmpty()) {
            unreadable.incrementAndGet();
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        FIELDS.stream()
                .filter(fields.get()::has)
                .forEach(name -> values.put(name, fields.get().text(name)));
        if (values.isEmpty()) {
            unreadable.incrementAndGet();
            return null;
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
        }
    }
}
