package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A client of Red5's own WebSockets. Closing it drops its connection. */
final class WebSocketClient implements AutoCloseable {

    /** The server does not let it stay: policy violation, RFC 6455 §7.4.1. */
    private static final int POLICY = 1008;

    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    /**
     * Opens one.
     *
     * @param path with its query. Red5 takes no further WebSocket of an application or room that the last one has left
     */
    WebSocketClient(StagedoorServer server, String path) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(Clients.PATIENCE)
                .buildAsync(URI.create("ws://" + server.http().getAuthority() + path), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
                        closed.complete(status);
                        return null;
                    }
                })
                .join();
    }

    void assertOpen() throws Exception {
        socket.sendText("still here", true).get(Clients.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(closed).isNotDone();
    }

    /** Waits until the server has closed it because its client may not stay. */
    void assertCutOff() throws Exception {
        assertThat(closed.get(Clients.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(POLICY);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
