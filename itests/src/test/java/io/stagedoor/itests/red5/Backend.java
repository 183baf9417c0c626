package io.stagedoor.itests.red5;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A backend of the round trip that remembers what it was asked, and answers as a test wants. */
final class Backend implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST_SECONDS = 30;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private final Set<String> blocked = ConcurrentHashMap.newKeySet();
    private volatile int status = 200;
    private volatile String answer = "{\"result\":true}";
    private volatile CountDownLatch held = new CountDownLatch(0);

    Backend() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/validate", exchange -> {
            JsonNode question = JSON.readTree(exchange.getRequestBody());
            asked.add(question);
            await();
            if (blocked.contains(question.path("username").asText())) {
                respond(exchange, 200, "{\"result\":false}");
            } else {
                respond(exchange, status, answer);
            }
        });
        server.createContext("/invalidate", exchange -> {
            told.add(JSON.readTree(exchange.getRequestBody()));
            respond(exchange, 200, "{}");
        });
        server.setExecutor(threads);
        server.start();
    }

    private void await() {
        try {
            held.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** From now on every question is answered so. */
    void answers(int code, String text) {
        status = code;
        answer = text;
    }

    /** From now on every question about a user is answered with a no. */
    void block(String user) {
        blocked.add(user);
    }

    /** All that was asked, in its order. */
    List<JsonNode> asked() {
        return List.copyOf(asked);
    }

    /** From now on questions wait until {@link #release}. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    /** What was asked, about a stream of this name. */
    List<JsonNode> asked(String stream) {
        return about(stream, asked);
    }

    /** What ends were told, of a stream of this name. */
    List<JsonNode> told(String stream) {
        return about(stream, told);
    }

    /** All ends that were told, in their order. */
    List<JsonNode> told() {
        return List.copyOf(told);
    }

    private static List<JsonNode> about(String stream, List<JsonNode> all) {
        return all.stream()
                .filter(question -> question.path("streamID").asText().equals(stream))
                .toList();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
