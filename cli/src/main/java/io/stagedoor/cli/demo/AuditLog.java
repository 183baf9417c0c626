package io.stagedoor.cli.demo;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads decisions from the server's audit log, each once. */
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

    /** The next decision; waits a little for it. Empty when none is written. */
    Optional<Audited> next() throws IOException, InterruptedException {
        return next(System.nanoTime() + PATIENCE.toNanos());
    }

    /** The next refusal; waits a little for it. Empty when none is written. */
    Optional<Audited> nextRefusal() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<Audited> next = next(deadline);
        while (next.filter(Audited::allowed).isPresent()) {
            next = next(deadline);
        }
        return next;
    }

    private Optional<Audited> next(long deadline) throws IOException, InterruptedException {
        while (true) {
            List<String> lines = lines();
            if (read < lines.size()) {
                return Optional.of(parsed(lines.get(read++)));
            }
            if (System.nanoTime() > deadline) {
                return Optional.empty();
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** Whole lines only: the last one may be half written. */
    private List<String> lines() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static Audited parsed(String line) throws IOException {
        try {
            return Audited.of(JSONObjectUtils.parse(line));
        } catch (ParseException | RuntimeException e) {
            throw new IOException("the audit log has a line that is not valid JSON", e);
        }
    }
}
