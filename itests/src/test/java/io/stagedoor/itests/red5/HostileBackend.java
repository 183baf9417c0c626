package io.stagedoor.itests.red5;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A backend that answers each question in the manner that the name of the stream begins with. */
final class HostileBackend implements AutoCloseable {

    /** How a question is treated. */
    enum Manner {
        YES,
        SILENCE,
        HEADERS_THEN_SILENCE,
        BYTE_A_SECOND,
        ENDLESS_BODY,
        RESET;

        /** A stream whose questions are treated so. */
        String stream(String name) {
            return name() + "." + name;
        }

        private static Manner of(String stream) {
            return valueOf(stream.substring(0, stream.indexOf('.')));
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YES_BODY = "{\"result\":true}";
    private static final long LONGEST_SECONDS = 30;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<Void> accepting;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    HostileBackend() throws IOException {
        this(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
    }

    /** With a socket that is, perhaps, one of TLS. */
    HostileBackend(ServerSocket server) {
        this.server = server;
        accepting = CompletableFuture.runAsync(this::accept, threads);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How often a stream of this name was asked for. */
    long asked(String stream) {
        return asked.stream().filter(stream::equals).count();
    }

    /** How often anything was asked. */
    int asked() {
        return asked.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                JsonNode question = JSON.readTree(body(in));
                String stream = question.path("streamID").asText();
                asked.add(stream);
                treat(socket, Manner.of(stream));
            }
        } catch (IOException e) {
            // Whoever asked has gone, or the test is over.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    /** The body of the next request. */
    private static byte[] body(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String length = head.toString()
                .toLowerCase(Locale.ROOT)
                .split("content-length:")[1]
                .split("\r\n")[0];
        byte[] body = new byte[Integer.parseInt(length.trim())];
        in.readFully(body);
        return body;
    }

    private void treat(Socket socket, Manner manner) throws IOException, InterruptedException {
        switch (manner) {
            case YES -> write(socket, head(YES_BODY.length()) + YES_BODY);
            case SILENCE -> waitForTheEnd();
            case HEADERS_THEN_SILENCE -> {
                write(socket, head(YES_BODY.length()));
                waitForTheEnd();
            }
            case BYTE_A_SECOND -> trickle(socket);
            case ENDLESS_BODY -> flood(socket);
            case RESET -> {
                socket.setSoLinger(true, 0);
                throw new IOException("reset");
            }
        }
    }

    private void trickle(Socket socket) throws IOException, InterruptedException {
        write(socket, head(YES_BODY.length()));
        for (int i = 0; i < YES_BODY.length() && !over.await(1, TimeUnit.SECONDS); i++) {
            write(socket, YES_BODY.substring(i, i + 1));
        }
    }

    /** A yes, and then white space without end. */
    private void flood(Socket socket) throws IOException {
        write(socket, head(Integer.MAX_VALUE) + YES_BODY);
        String more = " ".repeat(8192);
        while (over.getCount() > 0) {
            write(socket, more);
        }
    }

    private void waitForTheEnd() throws InterruptedException {
        over.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    private static String head(int length) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        server.close();
        accepting.join();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
