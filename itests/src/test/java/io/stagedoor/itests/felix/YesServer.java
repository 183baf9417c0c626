package io.stagedoor.itests.felix;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A backend that says yes to everything, closes no connection by itself, and counts those that its clients have open. */
final class YesServer implements AutoCloseable {

    private static final byte[] YES =
            "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"result\":true}".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread accepting;

    YesServer() throws IOException {
        accepting = daemon(this::accept);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "yes");
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
            for (int length = head(in); length >= 0; length = head(in)) {
                in.readNBytes(length);
                client.getOutputStream().write(YES);
            }
        } catch (IOException e) {
            // Ended otherwise, it has ended too.
        } finally {
            open.remove(client);
        }
    }

    /** The length of the body behind it; less than 0 for the end of the connection. */
    private static int head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return -1;
            }
            head.append((char) next);
        }
        return head.toString()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/";
    }

    int open() {
        return open.size();
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
