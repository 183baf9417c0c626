package io.stagedoor.auth.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on a free port that reads requests as it should and does with the connection whatever it is told. */
public final class RawServer implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

    /** How many were made. */
    public final AtomicInteger connections = new AtomicInteger();
    /** How many came. */
    public final AtomicInteger requests = new AtomicInteger();
    /** Bytes that could be written: more than one may expect when the client reads on. */
    public final AtomicLong written = new AtomicLong();

    private volatile String head = "";
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<Void> accepting;

    /** Answers one request, or does not; the connection is kept when it returns. */
    public interface Behaviour {
        void answer(Socket socket, int number) throws Exception;
    }

    /** Answers from now on. */
    public RawServer(Behaviour behaviour) {
        try {
            listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accepting = CompletableFuture.runAsync(() -> accept(behaviour), threads);
    }

    /** Says the same to each request. */
    public static RawServer thatSays(String raw) {
        return new RawServer((socket, number) -> write(socket, raw));
    }

    /** Sends text, each character of which is one byte. */
    public static void write(Socket socket, String raw) throws IOException {
        socket.getOutputStream().write(raw.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** A good answer with a body, each character of which is one byte. */
    public static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Writes the same again and again until the other side closes. */
    public void flood(Socket socket, byte[] part) throws IOException {
        OutputStream out = socket.getOutputStream();
        while (true) {
            out.write(part);
            written.addAndGet(part.length);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Where a backend would be asked. */
    public String url() {
        return url("/validate");
    }

    /** A place on this server. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The head of the latest request. */
    public String head() {
        return head;
    }

    /** How many connections the other side has not closed. */
    public long open() {
        return sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    private void accept(Behaviour behaviour) {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                connections.incrementAndGet();
                threads.execute(() -> serve(socket, behaviour));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket, Behaviour behaviour) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (readRequest(in)) {
                behaviour.answer(socket, requests.incrementAndGet());
            }
        } catch (Exception e) {
            // the client has gone, or the test has ended
        }
    }

    private boolean readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return false;
            }
            head.append((char) c);
        }
        this.head = head.toString();
        Matcher length = LENGTH.matcher(head);
        in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return true;
    }

    /** Nobody gets an answer any more, nor a connection: one that is accepted at this moment is closed, too. */
    @Override
    public void close() throws IOException {
        listener.close();
        accepting.join();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
