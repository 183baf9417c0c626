package io.stagedoor.core.output;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A syslog server that reads frames of RFC 6587 strictly, or does what a server should not do. */
final class SyslogReceiver implements AutoCloseable {

    /** What it does with a connection. */
    enum Manner {
        READS,
        NEVER_READS,
        CLOSES_AT_ONCE,
        CLOSES_AFTER_LINES,
        ANSWERS,
        TALKS
    }

    private static final byte[] NOISE = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Manner manner;

    private SyslogReceiver(ServerSocket server, Manner manner) {
        this.server = server;
        this.manner = manner;
        start(this::accept);
    }

    static SyslogReceiver plain(Manner manner) throws IOException {
        return on(0, manner);
    }

    static SyslogReceiver on(int port, Manner manner) throws IOException {
        return new SyslogReceiver(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), manner);
    }

    static SyslogReceiver encrypted(SSLContext context, boolean asksForCertificate) throws IOException {
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(asksForCertificate);
        return new SyslogReceiver(server, Manner.READS);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "receiver");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** From the next connection on. */
    void behave(Manner next) {
        manner = next;
    }

    /** What came whole, without frames. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    /** What was no frame. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(Socket socket) {
        try {
            switch (manner) {
                case READS -> read(socket.getInputStream());
                case TALKS -> talk(socket);
                case CLOSES_AT_ONCE -> socket.close();
                case CLOSES_AFTER_LINES -> {
                    take(socket);
                    socket.close();
                }
                case ANSWERS -> {
                    take(socket);
                    socket.getOutputStream().write(NOISE);
                }
                default -> {
                    // It never reads.
                }
            }
        } catch (IOException e) {
            // The other side has gone.
        }
    }

    private static void talk(Socket socket) throws IOException {
        while (true) {
            socket.getOutputStream().write(NOISE);
        }
    }

    /** All that is there after the first byte: a socket that is closed with more would be reset. */
    private static void take(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        in.read();
        in.skipNBytes(in.available());
    }

    /** Answers on each connection. */
    void say(String text) throws IOException {
        for (Socket socket : List.copyOf(sockets)) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        for (int next = in.read(); next >= 0; next = in.read()) {
            int length = 0;
            for (; next >= '0' && next <= '9'; next = in.read()) {
                length = 10 * length + next - '0';
            }
            if (next != ' ' || length == 0) {
                faults.add("no length before " + next);
                return;
            }
            byte[] message = new byte[length];
            try {
                in.readFully(message);
            } catch (EOFException e) {
                faults.add("cut off");
                return;
            }
            messages.add(new String(message, StandardCharsets.UTF_8));
        }
    }

    /** Ends the connections that there are, and goes on listening. */
    void cut() {
        synchronized (sockets) {
            sockets.forEach(SyslogReceiver::end);
            sockets.clear();
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
