package io.stagedoor.cli.operations;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** A stand-in for a server that runs in a folder: proves itself, and answers as a test wants. */
public final class StandInServer implements AutoCloseable {

    private static final String TOKEN = "0123456789abcdef".repeat(4);

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    /**
     * Begins to listen, and says so in the folder.
     *
     * @param answers by the path of a request
     */
    public StandInServer(Path home, Function<String, String> answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String nonce = exchange.getRequestHeaders().getFirst("Stagedoor-Nonce");
            if (nonce == null) {
                answer(exchange, answers);
                return;
            }
            String host = exchange.getRequestHeaders().getFirst("Host");
            exchange.getResponseHeaders().set("Stagedoor-Proof", Proof.of(host, TOKEN, nonce));
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        server.start();
        Path file = Files.createDirectories(home.resolve("stagedoor/data")).resolve("operations.json");
        Files.writeString(
                file,
                "{\"address\":\"127.0.0.1\",\"port\":" + server.getAddress().getPort() + ",\"token\":\"" + TOKEN
                        + "\"}");
    }

    private void answer(HttpExchange exchange, Function<String, String> answers) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        String path = exchange.getRequestURI().getPath();
        asked.add(path + " " + body);
        String answer = answers.apply(path);
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.contains("\"error\"") ? 503 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What was asked: paths and bodies. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
