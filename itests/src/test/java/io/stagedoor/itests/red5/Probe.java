package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.probe.ProbePlugin;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** Has connections of kinds that Red5 itself does not have come into a server, see {@link ProbePlugin}. */
final class Probe {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI door;

    private Probe(URI door) {
        this.door = door;
    }

    /** Puts the plugin into a server that is not started yet. */
    static void installIn(StagedoorServer server) throws IOException {
        ProbePlugin.write(server.installation().folder().resolve("plugins/probe.jar"));
    }

    /** The plugin of a running server. */
    static Probe of(StagedoorServer server) {
        Path file = server.home().resolve(ProbePlugin.PORT_FILE);
        eventually(PATIENCE, () -> assertThat(file).exists());
        try {
            return new Probe(URI.create("http://127.0.0.1:" + Files.readString(file) + "/"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether a client came in and was allowed what it wanted.
     *
     * @param kind of the connection
     * @param room where it connects to, below the application {@code live}
     * @param says its connect parameters
     * @param action as the audit log calls it
     */
    boolean isAllowed(String kind, String address, String room, Map<String, String> says, String action)
            throws IOException, InterruptedException {
        Properties asked = new Properties();
        asked.putAll(Map.of("kind", kind, "address", address, "room", room, "action", action));
        says.forEach((name, value) -> asked.setProperty("says." + name, value));
        StringWriter text = new StringWriter();
        asked.store(text, null);
        HttpRequest request = HttpRequest.newBuilder(door)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(text.toString()))
                .build();
        String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        assertThat(answer).isIn("true", "false");
        return Boolean.parseBoolean(answer);
    }
}
