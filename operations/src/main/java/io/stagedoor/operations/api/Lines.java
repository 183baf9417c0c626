package io.stagedoor.operations.api;

import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.oversight.Tail;
import io.stagedoor.operations.http.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The lines of the log as they come, until the client is gone. An empty line finds that out while nothing happens. */
record Lines(Tail tail) implements Answer.Body {

    private static final Duration QUIET = Duration.ofSeconds(5);

    @Override
    public void write(OutputStream out) throws IOException, InterruptedException {
        while (true) {
            Optional<Map<String, Object>> line = tail.next(QUIET);
            long lost = tail.lost();
            if (lost > 0) {
                send(out, Oversight.json(Map.of("lost", lost)));
            }
            send(out, line.map(Oversight::json).orElse(""));
        }
    }

    private static void send(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        tail.close();
    }
}
