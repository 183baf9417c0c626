package io.stagedoor.itests.felix;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider that publishes keys, or does something else. */
final class KeyServer implements AutoCloseable {

    /** Answers one request, or does not. */
    interface Behaviour {
        void answer(OutputStream out) throws Exception;
    }

    final AtomicInteger requests = new AtomicInteger();
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread accepting;
    private volatile Behaviour behaviour;

    KeyServer(String first) throws IOException {
        publish(first);
        accepting = daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/jwks";
    }

    void publish(String... jwks) {
        String set = "{\"keys\":[" + String.join(",", jwks) + "]}";
        say("HTTP/1.1 200 OK\r\nContent-Length: " + set.length() + "\r\n\r\n" + set);
    }

    void say(String raw) {
        behaviour = out -> out.write(raw.getBytes(StandardCharsets.US_ASCII));
    }

    /** From now on. What is under way ends. */
    void behave(Behaviour next) {
        behaviour = next;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "keys");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                break; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (readHead(in)) {
                requests.incrementAndGet();
                behaviour.answer(client.getOutputStream());
                client.getOutputStream().flush();
            }
        } catch (Exception e) {
            // The client has gone.
        } finally {
            open.remove(client);
        }
    }

    private static boolean readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        return true;
    }

    /** One that is accepted at this moment is closed, too. */
    @Override
    public void close() throws IOException {
        socket.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket client : open) {
            client.close();
        }
    }
}
