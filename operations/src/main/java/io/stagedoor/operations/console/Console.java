package io.stagedoor.operations.console;

import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.operations.api.ConsoleDesk;
import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Door;
import io.stagedoor.operations.http.Handler;
import io.stagedoor.operations.http.Listener;
import io.stagedoor.operations.http.Pace;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page for operators. It listens from the moment that somebody asks for it until a while after the last one has left, on an address and a port
 * of its own that nobody could know before. Thread-safe.
 */
public final class Console implements ConsoleDesk, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    /** So that a page whose token is over is told so. */
    static final Duration LINGER = Duration.ofMinutes(10);

    private static final String NAME = "stagedoor-console";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int IN_USE = 254;

    private final LongSupplier nanoTime;
    private final Visitors visitors;
    private final Pages pages = new Pages();
    /** Of the channel; empty while there is no console. Under the monitor, as what follows. */
    private Optional<InetAddress> near = Optional.empty();

    private @Nullable Listener listener;
    private long needed;

    /** There is no console yet. */
    public Console() {
        this(System::nanoTime, InstantSource.system());
    }

    Console(LongSupplier nanoTime, InstantSource clock) {
        this.nanoTime = nanoTime;
        this.visitors = new Visitors(nanoTime, clock);
    }

    /**
     * From now on there may be a console.
     *
     * @param channel the address of the channel
     */
    public synchronized void allow(InetAddress channel) {
        near = Optional.of(channel);
    }

    @Override
    public Answer invite(Handler api, String by) {
        InetSocketAddress address;
        String code;
        synchronized (this) {
            if (near.isEmpty()) {
                return Answer.error(409, "there is no console: console=false in stagedoor.operations.cfg");
            }
            try {
                Listener open = listener == null ? open(near.get(), api) : listener;
                listener = open;
                address = open.address();
            } catch (IOException e) {
                LOG.warn("The console cannot listen: {}.", e.toString());
                return Answer.error(503, "the console cannot listen; the log of the server says why");
            }
            needed = nanoTime.getAsLong();
            code = visitors.code(by);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "url", "http://" + Door.host(address.getAddress()) + ":" + address.getPort() + Pages.PATH + "#" + code);
        fields.put("seconds", Visitors.CODE.toSeconds());
        return Answer.json(200, Oversight.json(fields));
    }

    /** On an address of its own if the machine has more than one for itself, as Linux and Windows have. */
    private Listener open(InetAddress channel, Handler api) throws IOException {
        ConsoleEntrance entrance = new ConsoleEntrance(visitors, pages, api, new Pace(nanoTime));
        if (channel instanceof Inet4Address) {
            try {
                return Listener.open(NAME, new InetSocketAddress(own(), 0), bound -> entrance);
            } catch (IOException e) {
                LOG.debug("No address of its own for the console: {}", e.toString());
            }
        }
        return Listener.open(NAME, new InetSocketAddress(channel, 0), bound -> entrance);
    }

    private static InetAddress own() throws IOException {
        byte[] address = {127, 0, 0, 0};
        for (int i = 1; i < address.length; i++) {
            address[i] = (byte) (1 + RANDOM.nextInt(IN_USE));
        }
        return InetAddress.getByAddress(address);
    }

    /** Ends connections whose time is up, and the whole once nobody has needed it for a while. From time to time. */
    public void look() {
        Listener last = null;
        Listener now;
        synchronized (this) {
            long time = nanoTime.getAsLong();
            if (!visitors.isEmpty()) {
                needed = time;
            }
            if (listener != null && time - needed >= LINGER.toNanos()) {
                last = listener;
                listener = null;
            }
            now = listener;
        }
        if (last != null) {
            last.close();
        }
        if (now != null) {
            now.look();
        }
    }

    /** There is no console any more, and no code and no token of it is good. */
    @Override
    public void close() {
        Listener last;
        synchronized (this) {
            near = Optional.empty();
            last = listener;
            listener = null;
            visitors.clear();
        }
        if (last != null) {
            last.close();
        }
    }
}
