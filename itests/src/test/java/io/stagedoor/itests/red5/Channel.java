package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;

/** The operations channel of a server, asked without a command: a process for each look takes longer than what is looked at. */
final class Channel {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final StagedoorServer server;

    Channel(StagedoorServer server) {
        this.server = server;
    }

    /** The answer to a question; an {@link AssertionError} while the channel does not answer, as when its bundle is replaced. */
    JsonNode get(String path) throws InterruptedException {
        try {
            JsonNode file = JSON.readTree(Files.readString(server.stagedoor().resolve("data/operations.json")));
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + file.path("port").asInt() + path))
                    .header("Authorization", "Bearer " + file.path("token").asText())
                    .build();
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError("the channel does not answer", e);
        }
    }
}
