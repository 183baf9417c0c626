package io.stagedoor.benchmarks.roundtrip;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.benchmarks.stage.Deciding;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Callable;

/** The same question to the same backend: by us, by a bare client that keeps its connections, and by a new client for each. */
final class RoundTrips implements AutoCloseable {

    private static final String NAME = "live-roundtrip";
    private static final String QUESTION =
            "{\"username\":\"alice\",\"password\":\"s3cret word\",\"token\":\"\",\"type\":\"publisher\",\"streamID\":\"stream1\"}";

    private final LocalBackend backend = new LocalBackend();
    private final Deciding deciding = new Deciding();
    private final HttpClient bare = HttpClient.newHttpClient();
    private final StreamRequest publish;

    RoundTrips() throws IOException {
        deciding.stage()
                .configure(
                        "stagedoor.authenticator.roundtrip",
                        "live",
                        Map.of("name", NAME, "validateUrl", backend.url().toString()));
        deciding.routes().authenticator(NAME).application("asking", NAME);
        ConnectRequest connect = Deciding.request(Credentials.of("alice", "s3cret word", null), "asking");
        Grant grant = Deciding.granted(deciding.decide(connect));
        publish = StreamRequest.builder(
                        connect,
                        grant,
                        Action.PUBLISH,
                        new StreamPath("asking", "room1", "stream1"),
                        connect.deadline())
                .mode("live")
                .build();
    }

    LocalBackend backend() {
        return backend;
    }

    /** Asks through routing and the authenticator, with breaker, bulkhead and deadline. */
    Callable<Boolean> ours() {
        return () -> deciding.dispatcher()
                .authorize(deciding.routes().router().route("asking").orElseThrow(), NAME, publish)
                .allowed();
    }

    /** Asks with a client that is there. */
    Callable<Boolean> bare() {
        return () -> isYes(bare);
    }

    /** Asks with a client that is made for it. */
    Callable<Boolean> newClient() {
        return () -> isYes(HttpClient.newHttpClient());
    }

    /** This client may lose a connection that it has just taken for another question; what is compared with is spared that. */
    private boolean isYes(HttpClient client) throws IOException, InterruptedException {
        try {
            return says(client);
        } catch (IOException e) {
            return says(client);
        }
    }

    private boolean says(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(backend.url())
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(QUESTION))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == 200 && response.body().contains("true");
    }

    @Override
    public void close() {
        deciding.close();
        backend.close();
    }
}
