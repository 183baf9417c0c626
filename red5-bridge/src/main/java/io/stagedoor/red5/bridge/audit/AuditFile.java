package io.stagedoor.red5.bridge.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The audit log: one JSON object a line, in UTF-8, everything outside ASCII escaped. A file that has grown to its limit is moved
 * to {@code audit.log.1}, that one to {@code audit.log.2}, and so on. Used by one thread.
 */
final class AuditFile implements Closeable {

    private static final String NAME = "audit.log";

    private final JsonFactory json =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private final Path folder;
    private final long maxBytes;
    private final int kept;

    private OutputStream out;
    private long written;

    AuditFile(Path folder, long maxBytes, int kept) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.kept = kept;
    }

    void write(AuditEvent event) throws IOException {
        byte[] line = line(event).getBytes(StandardCharsets.US_ASCII);
        if (out == null) {
            open();
        } else if (written + line.length > maxBytes) {
            close();
            rotate();
            open();
        }
        out.write(line);
        written += line.length;
    }

    void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            try (OutputStream closing = out) {
                out = null;
                closing.flush();
            }
        }
    }

    private void open() throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            Files.createFile(file);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
        written = Files.size(file);
        out = new java.io.BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND));
    }

    private void rotate() throws IOException {
        for (int n = kept - 1; n >= 0; n--) {
            Path from = folder.resolve(n == 0 ? NAME : NAME + "." + n);
            try {
                Files.move(from, folder.resolve(NAME + "." + (n + 1)), StandardCopyOption.REPLACE_EXISTING);
            } catch (NoSuchFileException e) {
                // not so many files yet
            }
        }
    }

    private String line(AuditEvent event) throws IOException {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator object = json.createGenerator(text)) {
            object.writeStartObject();
            for (Map.Entry<String, Object> field : event.fields().entrySet()) {
                object.writeFieldName(field.getKey());
                if (field.getValue() instanceof Long number) {
                    object.writeNumber(number);
                } else {
                    object.writeString((String) field.getValue());
                }
            }
            object.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
