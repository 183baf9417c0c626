package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a server's audit log says from the moment on when this was made. Lines are written later than what they tell of, but in
 * order: a connect of the test's own marks the end of what is looked at.
 */
final class AuditLog {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WRITTEN = Duration.ofSeconds(20);

    private final StagedoorServer server;
    private final Path file;
    private final int from;

    AuditLog(StagedoorServer server, Path folder) {
        this.server = server;
        this.file = folder.resolve("audit.log");
        this.from = mark();
    }

    /** All lines since then. */
    List<JsonNode> lines() {
        int end = mark();
        List<JsonNode> lines = all();
        return lines.subList(from, end - 1);
    }

    /** Decision and reason of each line since then: {@code connect deny BAD_SIGNATURE}. */
    List<String> decisions() {
        return lines().stream().map(AuditLog::summary).toList();
    }

    static String summary(JsonNode line) {
        String reason = line.path("reason").asText();
        return line.path("action").asText() + " " + line.path("decision").asText()
                + (reason.isEmpty() ? "" : " " + reason);
    }

    /** Writes a line of which only this test knows, and says how many lines there are with it. */
    private int mark() {
        String room = "mark-" + UUID.randomUUID();
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            client.connect("live/" + room);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return eventually(WRITTEN, () -> {
            List<JsonNode> lines = all();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).path("room").asText().equals(room)) {
                    return i + 1;
                }
            }
            throw new AssertionError("no line about " + room);
        });
    }

    private List<JsonNode> all() {
        try {
            List<JsonNode> lines = new ArrayList<>();
            if (Files.exists(file)) {
                String text = Files.readString(file);
                // The last line may be on its way.
                for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
                    if (!line.isEmpty()) {
                        lines.add(JSON.readTree(line));
                    }
                }
            }
            return lines;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
