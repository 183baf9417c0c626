package io.stagedoor.core.refresh;

import io.stagedoor.core.session.Entry;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;

/**
 * Bounds what one client can have judged by sending new credentials: some a minute, and one at a time, so that of two the later one counts. Holds nothing of a
 * client that is gone. Thread-safe.
 */
public final class RefreshPace {

    /** So many in a window: a token that is good for a minute is replaced twice in its time, and again if that fails. */
    static final int MOST = 10;

    static final Duration WINDOW = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private final Map<Entry, Window> windows = new WeakHashMap<>();

    /** Of one client. */
    private static final class Window {
        private long began;
        private int count;
        private boolean taken;
    }

    public RefreshPace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether new credentials of a client may be judged now; {@link #leave} is to be called if so. */
    synchronized boolean enter(Entry client) {
        long now = nanos.getAsLong();
        Window window = windows.computeIfAbsent(client, first -> new Window());
        if (window.taken) {
            return false;
        }
        if (window.count == 0 || now - window.began >= WINDOW.toNanos()) {
            window.began = now;
            window.count = 0;
        }
        if (window.count >= MOST) {
            return false;
        }
        window.count++;
        window.taken = true;
        return true;
    }

    /** They have been judged. */
    synchronized void leave(Entry client) {
        Window window = windows.get(client);
        if (window != null) {
            window.taken = false;
        }
    }

    /** How many clients are remembered. */
    synchronized int size() {
        return windows.size();
    }
}
