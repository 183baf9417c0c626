package io.stagedoor.itests.red5;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way to a port of this machine that can be interrupted as by a pulled cable: nothing arrives any more, and nobody is told. */
final class FreezingProxy implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int target;
    private volatile boolean frozen;

    FreezingProxy(int target) throws IOException {
        this.target = target;
        run(this::accept);
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "freezing-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The cable is pulled. */
    void freeze() {
        frozen = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, server));
                run(() -> pump(client, server));
                run(() -> pump(server, client));
            }
        } catch (IOException e) { // closed
            close();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] some = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                if (!frozen) {
                    out.write(some, 0, read);
                }
            }
            if (!frozen) {
                to.close();
            }
        } catch (IOException e) { // closed on the other side
            if (!frozen) {
                closeQuietly(from);
                closeQuietly(to);
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) { // it is gone
            return;
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) { // it is gone
            frozen = true;
        }
        sockets.forEach(FreezingProxy::closeQuietly);
    }
}
