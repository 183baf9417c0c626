package io.stagedoor.operations.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections, a bounded number at a time and a bounded number a second. When all are taken, the one that has waited longest
 * without having shown the token makes room for the next: whoever asks at once is answered, however many others only stay.
 */
public final class Listener implements AutoCloseable {

    static final int MOST = 32;

    private static final String NAME = "stagedoor-operations";

    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 64;
    /** Those that made room end a moment later. */
    private static final int MOST_THREADS = 2 * MOST;

    private static final long KEEP_SECONDS = 10;
    /** Of a processor, so many connections take little. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1) / 500;

    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String name;
    private final ServerSocket server;
    private final Entrance entrance;
    private final Set<Connection> open = new LinkedHashSet<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MOST_THREADS, KEEP_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);

    private final LongSupplier nanoTime;

    private Listener(String name, ServerSocket server, Entrance entrance, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
        this.server = server;
        this.entrance = entrance;
    }

    /**
     * Begins to listen.
     *
     * @param address port 0 for any free one
     * @param doors makes the door of the address that was bound
     */
    public static Listener open(InetSocketAddress address, Function<InetSocketAddress, Door> doors, Handler handler)
            throws IOException {
        return open(address, doors, handler, System::nanoTime);
    }

    /**
     * Begins to listen for everybody: no token is asked for, and no name of the server. Nobody is known by that: the one that has stayed longest makes room
     * for the next.
     *
     * @param name what its threads are called by
     * @param address port 0 for any free one
     */
    public static Listener openToAll(String name, InetSocketAddress address, Handler handler) throws IOException {
        return open(name, address, bound -> request -> Entrance.Passage.open(handler), System::nanoTime);
    }

    /** @param nanoTime what the time of connections is measured by */
    static Listener open(
            InetSocketAddress address, Function<InetSocketAddress, Door> doors, Handler handler, LongSupplier nanoTime)
            throws IOException {
        return open(NAME, address, bound -> doors.apply(bound).to(handler), nanoTime);
    }

    /**
     * Begins to listen.
     *
     * @param name what its threads are called by
     * @param address port 0 for any free one
     * @param entrances makes the entrance of the address that was bound
     */
    public static Listener open(String name, InetSocketAddress address, Function<InetSocketAddress, Entrance> entrances)
            throws IOException {
        return open(name, address, entrances, System::nanoTime);
    }

    private static Listener open(
            String name,
            InetSocketAddress address,
            Function<InetSocketAddress, Entrance> entrances,
            LongSupplier nanoTime)
            throws IOException {
        ServerSocket server = new ServerSocket();
        boolean begun = false;
        try {
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
            Listener listener = new Listener(
                    name, server, entrances.apply((InetSocketAddress) server.getLocalSocketAddress()), nanoTime);
            Thread thread = new Thread(listener::accept, name);
            thread.setDaemon(true);
            thread.start();
            begun = true;
            return listener;
        } finally {
            if (!begun) { // also where the system has no thread: the next try may need the same port
                server.close();
            }
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        long free = System.nanoTime() - BURST_NANOS;
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                long now = System.nanoTime();
                free = Math.max(free - now, -BURST_NANOS) + now + PAUSE_NANOS;
                beginOrEnd(socket);
                if (free - now > 0) {
                    LockSupport.parkNanos(free - now);
                }
            } catch (IOException e) { // closed, or there are no file descriptors left
                LOG.debug("The operations channel could not accept a connection: {}", e.toString());
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (RuntimeException
                    | Error e) { // no memory or no thread is left: later there may be, and nobody else accepts
                LOG.debug("The operations channel could not take a connection: {}", e.toString());
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Whatever fails, the other side is not left waiting. */
    private void beginOrEnd(Socket socket) throws IOException {
        boolean begun = false;
        try {
            begin(socket);
            begun = true;
        } finally {
            if (!begun) {
                socket.close();
            }
        }
    }

    private void begin(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        Connection[] self = new Connection[1];
        self[0] = new Connection(socket, entrance, nanoTime, () -> remove(self[0]));
        if (!makeRoom(self[0])) {
            self[0].end();
            return;
        }
        boolean runs = false;
        try {
            threads.execute(self[0]);
            runs = true;
        } catch (RejectedExecutionException e) { // closing, or too many are just ending
            LOG.debug("The operations channel has no thread for a connection.");
        } finally { // also where the system has no thread: its place would stay taken
            if (!runs) {
                remove(self[0]);
                self[0].end();
            }
        }
    }

    /** Whether there is room; closes the longest that has not shown the token, if that is needed. */
    private boolean makeRoom(Connection next) {
        Connection last = null;
        synchronized (open) {
            if (open.size() >= MOST) {
                last = open.stream().filter(one -> !one.isProven()).findFirst().orElse(null);
                if (last == null) {
                    return false;
                }
                open.remove(last);
            }
            open.add(next);
        }
        if (last != null) {
            last.end();
        }
        return true;
    }

    private void remove(Connection connection) {
        synchronized (open) {
            open.remove(connection);
        }
    }

    private List<Connection> connections() {
        synchronized (open) {
            return List.copyOf(open);
        }
    }

    /** Ends connections whose time is up. From time to time. */
    public void look() {
        connections().stream().filter(Connection::isLate).forEach(Connection::end);
    }

    /** Listens no longer, and ends all connections. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("The operations channel was not closed cleanly.", e);
        }
        threads.shutdownNow();
        connections().forEach(Connection::end);
    }
}
