package io.stagedoor.core.shared.embedded;

import io.stagedoor.core.shared.SharedStateException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts in windows of time, in memory. Windows end by the clock that nobody sets. Thread-safe. */
final class Counts {

    /** The most counts: some 20 MB. */
    static final int MOST = 100_000;

    private static final long SOME = 10_000;

    private final LongSupplier nanoTime;
    private final int limit;
    private final ConcurrentHashMap<String, Window> windows = new ConcurrentHashMap<>();
    private @Nullable Iterator<Window> sweep;

    Counts(LongSupplier nanoTime, int limit) {
        this.nanoTime = nanoTime;
        this.limit = limit;
    }

    private record Window(long end, long count) {}

    long one(String key, Duration time) throws SharedStateException {
        long now = nanoTime.getAsLong();
        if (windows.size() >= limit && !windows.containsKey(key)) {
            throw new SharedStateException("the store is full: it counts " + limit + " things, the most that it keeps");
        }
        return windows.merge(
                        key,
                        new Window(now + Nanos.of(time), 1),
                        (last, first) -> now - last.end() >= 0 ? first : new Window(last.end(), last.count() + 1))
                .count();
    }

    int size() {
        return windows.size();
    }

    /** Drops some windows that have ended, and goes on there the next time. By one thread. */
    void sweep() {
        long now = nanoTime.getAsLong();
        Iterator<Window> some = sweep == null ? windows.values().iterator() : sweep;
        for (long i = 0; i < SOME && some.hasNext(); i++) {
            if (now - some.next().end() >= 0) {
                some.remove();
            }
        }
        sweep = some.hasNext() ? some : null;
    }
}
