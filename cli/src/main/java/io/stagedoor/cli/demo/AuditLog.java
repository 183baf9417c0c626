package io.stagedoor.cli.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads the reasons of refusals from the server's audit log, each once. */
final class AuditLog {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 50;

    private final Path file;
    private int read;

    AuditLog(Path file) {
        this.file = file;
    }

    /** Leaves out what has been written so far. */
    void skip() throws IOException {
        read = lines().size();
    }

    /** The reason of the next refusal; waits a little for it. Empty when none is written. */
    Optional<String> nextRefusal() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            List<String> lines = lines();
            while (read < lines.size()) {
                Map<String, Object> entry = parsed(lines.get(read++));
                if (!"allow".equals(entry.get("decision"))) {
                    return Optional.of(String.valueOf(entry.get("reason")));
                }
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } while (System.nanoTime() < deadline);
        return Optional.empty();
    }

    /** Whole lines only: the last one may be half written. */
    private List<String> lines() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static Map<String, Object> parsed(String line) throws IOException {
        try {
            return JSONObjectUtils.parse(line);
        } catch (ParseException e) {
            throw new IOException("the audit log holds a line that is no JSON", e);
        }
    }
}
