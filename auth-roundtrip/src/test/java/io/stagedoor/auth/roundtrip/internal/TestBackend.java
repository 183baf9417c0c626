package io.stagedoor.auth.roundtrip.internal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A well-behaved HTTP server on a free port that answers as it is told, and remembers what it was asked. */
public final class TestBackend implements AutoCloseable {

    public static final String VALIDATE = "/validateCredentials";
    public static final String INVALIDATE = "/invalidateCredentials";

    public final List<Asked> asked = new CopyOnWriteArrayList<>();
    public final AtomicInteger questions = new AtomicInteger();
    volatile boolean remembers = true;

    static {
        // Without it the server's own answers wait for each other, 40 ms each.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Function<Asked, Reply> behaviour;

    public record Asked(String method, String path, Headers headers, String body) {
        public String member(String name) {
            int at = body.indexOf("\"" + name + "\":\"") + name.length() + 4;
            return body.substring(at, body.indexOf('"', at));
        }
    }

    public record Reply(int status, String body) {}

    public TestBackend(Function<Asked, Reply> behaviour) {
        this(plain(), behaviour);
    }

    public TestBackend(HttpServer server, Function<Asked, Reply> behaviour) {
        this.server = server;
        this.behaviour = behaviour;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static HttpServer plain() {
        try {
            return HttpServer.create(anyPort(), 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestBackend thatSays(String body) {
        return new TestBackend(asked -> new Reply(200, body));
    }

    public static Reply yes() {
        return new Reply(200, "{\"result\":true}");
    }

    public void behave(Function<Asked, Reply> other) {
        behaviour = other;
    }

    int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public List<Asked> at(String path) {
        return asked.stream().filter(one -> one.path().equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Asked one = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body);
            questions.incrementAndGet();
            if (remembers) {
                asked.add(one);
            }
            Reply reply = behaviour.apply(one);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
