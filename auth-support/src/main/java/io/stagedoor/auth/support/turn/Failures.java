package io.stagedoor.auth.support.turn;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts what was wrong, by network: whoever sends too much of it is not listened to for a while. Thread-safe. */
public final class Failures {

    /** So many a network may have in a window: more than a backend that is set up wrongly sends for one order. */
    public static final int MOST = 20;

    /** How long a window is. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    /** The networks that are remembered. More have to share: a stranger with so many addresses needs no more. */
    static final int NETWORKS = 10_000;

    private final LongSupplier nanoTime;
    /** By network, the oldest window first. */
    private final Map<ByteBuffer, Window> windows = new LinkedHashMap<>();

    private record Window(long began, int count) {}

    /** @param nanoTime a clock that nobody sets, in nanoseconds */
    public Failures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Whether a network has sent too much that was wrong.
     *
     * @param address of the client, in text form; may be empty
     */
    public synchronized boolean isOver(String address) {
        Window window = windows.get(Networks.key(address));
        return window != null && isOpen(window, nanoTime.getAsLong()) && window.count() >= MOST;
    }

    /**
     * Something was wrong.
     *
     * @param address of the client, in text form; may be empty
     */
    public synchronized void add(String address) {
        long now = nanoTime.getAsLong();
        ByteBuffer network = Networks.key(address);
        Window window = windows.get(network);
        if (window != null && isOpen(window, now)) {
            windows.put(network, new Window(window.began(), window.count() + 1));
            return;
        }
        windows.remove(network);
        windows.values().removeIf(one -> !isOpen(one, now));
        if (windows.size() >= NETWORKS) {
            windows.remove(windows.keySet().iterator().next());
        }
        windows.put(network, new Window(now, 1));
    }

    private static boolean isOpen(Window window, long now) {
        return now - window.began() < WINDOW.toNanos();
    }

    /** How many networks are remembered. */
    synchronized int networks() {
        return windows.size();
    }
}
