package io.stagedoor.benchmarks.roundtrip;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that says yes after a while. */
final class LocalBackend implements AutoCloseable {

    private static final byte[] YES = "{\"result\":true}".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(LocalBackend::thread);
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1, LocalBackend::thread);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile long millis;

    LocalBackend() throws IOException {
        // Else it waits for acknowledgements that the other side delays.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Else it closes connections that one of those who take turns will use again.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "backend");
        thread.setDaemon(true);
        return thread;
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        calls.incrementAndGet();
        if (millis == 0) {
            yes(exchange);
        } else {
            later.schedule(() -> threads.execute(() -> yes(exchange)), millis, TimeUnit.MILLISECONDS);
        }
    }

    private static void yes(HttpExchange exchange) {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, YES.length);
            exchange.getResponseBody().write(YES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delay(long wanted) {
        millis = wanted;
    }

    int calls() {
        return calls.get();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/validate");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        later.shutdownNow();
    }
}
