package io.stagedoor.itests.rtmp;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A socket after the RTMP handshake. A thread of its own reads, remembers what came, answers pings and acknowledges. */
public final class RtmpSocket implements AutoCloseable {

    private static final int HANDSHAKE = 1536;
    private static final int CONNECT_MILLIS = 20_000;
    private static final int PING = 6;
    private static final int PONG = 7;

    private final Socket plain = new Socket();
    private final ChunkWriter chunks = new ChunkWriter();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final List<Message> received = new ArrayList<>();
    private boolean closed;
    private CountingStream in;
    /** The same, or what encrypts it. */
    private Socket socket = plain;

    private RtmpSocket() {}

    /** Connects to the port of this machine and shakes hands. */
    public static RtmpSocket open(int port) throws IOException {
        return open(port, plain -> plain);
    }

    /**
     * The same, from an address of this machine.
     *
     * @param from such as {@code 127.0.0.2}
     */
    public static RtmpSocket openFrom(String from, int port) throws IOException {
        return open(new InetSocketAddress(from, 0), port, plain -> plain);
    }

    /** Connects to the port of this machine over TLS, as one who believes in the factory's certificates only. */
    public static RtmpSocket openTls(int port, SSLSocketFactory factory) throws IOException {
        return open(port, plain -> {
            SSLSocket tls = (SSLSocket) factory.createSocket(plain, "localhost", port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return tls;
        });
    }

    /** Puts something around a socket that is connected. */
    private interface Wrapping {
        Socket wrap(Socket plain) throws IOException;
    }

    private static RtmpSocket open(int port, Wrapping wrapping) throws IOException {
        return open(new InetSocketAddress(0), port, wrapping);
    }

    private static RtmpSocket open(InetSocketAddress from, int port, Wrapping wrapping) throws IOException {
        RtmpSocket opened = new RtmpSocket();
        try {
            opened.plain.bind(from);
            opened.connect(port, wrapping);
            opened.shakeHands();
            Thread reader = new Thread(opened::readAll, "rtmp-reader");
            reader.setDaemon(true);
            reader.start();
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private void connect(int port, Wrapping wrapping) throws IOException {
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(CONNECT_MILLIS);
        socket = wrapping.wrap(plain);
    }

    private void shakeHands() throws IOException {
        byte[] hello = new byte[1 + HANDSHAKE];
        hello[0] = 3;
        socket.getOutputStream().write(hello);
        in = new CountingStream(new BufferedInputStream(socket.getInputStream()));
        DataInputStream data = new DataInputStream(in);
        data.readByte();
        byte[] theirs = new byte[HANDSHAKE];
        data.readFully(theirs);
        data.readFully(new byte[HANDSHAKE]);
        socket.getOutputStream().write(theirs);
        socket.setSoTimeout(0);
    }

    private void readAll() {
        ChunkReader reader = new ChunkReader(new DataInputStream(in));
        try {
            while (true) {
                Message message = reader.read();
                answer(message);
                remember(message);
            }
        } catch (IOException e) {
            // However it ended, nothing more will come.
        } finally {
            close();
        }
    }

    private void answer(Message message) throws IOException {
        if (message.type() == Message.USER_CONTROL) {
            ByteBuffer control = ByteBuffer.wrap(message.payload());
            if (control.getShort() == PING) {
                send(Message.userControl(PONG, control.getInt()));
            }
        } else if (message.type() == Message.WINDOW_SIZE) {
            in.window = ByteBuffer.wrap(message.payload()).getInt();
        }
        if (in.isAcknowledgementDue()) {
            send(Message.acknowledgement((int) in.acknowledge()));
        }
    }

    private void remember(Message message) {
        lock.lock();
        try {
            received.add(message);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes the messages to the server in one piece: with the first of them, all are on their way. */
    public void send(Message... messages) throws IOException {
        lock.lock();
        try {
            OutputStream out = socket.getOutputStream();
            out.write(chunks.write(messages));
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    /** The first message of those that came and will come that fits; empty when the time is over or the socket was closed. */
    public Optional<Message> await(Predicate<Message> wanted, Duration atMost) {
        return await(0, wanted, atMost);
    }

    /** As {@link #await(Predicate, Duration)}, but not one of the first {@code from} messages. */
    public Optional<Message> await(int from, Predicate<Message> wanted, Duration atMost) {
        long left = atMost.toNanos();
        int next = from;
        lock.lock();
        try {
            while (true) {
                for (; next < received.size(); next++) {
                    if (wanted.test(received.get(next))) {
                        return Optional.of(received.get(next));
                    }
                }
                if (closed || left <= 0) {
                    return Optional.empty();
                }
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the server, or this client, closed the socket within the time. What came before can be looked at then. */
    public boolean awaitClosed(Duration atMost) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!closed && left > 0) {
                left = news.awaitNanos(left);
            }
            return closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** All messages that came until now. */
    public List<Message> received() {
        lock.lock();
        try {
            return List.copyOf(received);
        } finally {
            lock.unlock();
        }
    }

    /** Resets the connection, as the kernel does for a process that is killed with data left to read. */
    public void reset() {
        try {
            plain.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already: there is nothing to reset.
        }
        close();
    }

    /** Closes the socket without a word to the server. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            socket.close();
            news.signalAll();
        } catch (IOException e) {
            // It is of no use any more, either way.
        } finally {
            lock.unlock();
        }
    }
}
