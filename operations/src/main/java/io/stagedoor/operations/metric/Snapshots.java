package io.stagedoor.operations.metric;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes time to find out, found out for all who ask at one time: one thread does, the others wait for it, and whoever comes a moment later gets the same. However many
 * ask, it costs no more than a bounded part of the time. Thread-safe.
 *
 * @param <T> what is found out
 */
public final class Snapshots<T> {

    private final Supplier<T> source;
    private final long freshNanos;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final ReentrantLock taking = new ReentrantLock();
    private volatile @Nullable Taken<T> last;

    /** @param at when it was finished */
    private record Taken<T>(T value, long at) {}

    /**
     * Snapshots of a source.
     *
     * @param freshMillis how old one may be that somebody gets
     * @param patienceMillis how long somebody waits for one that another thread takes
     */
    public Snapshots(Supplier<T> source, long freshMillis, long patienceMillis, LongSupplier nanoTime) {
        this.source = source;
        this.freshNanos = TimeUnit.MILLISECONDS.toNanos(freshMillis);
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        this.nanoTime = nanoTime;
    }

    /**
     * One of this moment, or of one a moment ago.
     *
     * @return empty if another thread has been taking one for too long
     */
    public Optional<T> get() throws InterruptedException {
        Optional<T> fresh = fresh();
        if (fresh.isPresent()) {
            return fresh;
        }
        if (!taking.tryLock(patienceNanos, TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            fresh = fresh();
            if (fresh.isPresent()) {
                return fresh;
            }
            T value = source.get();
            last = new Taken<>(value, nanoTime.getAsLong());
            return Optional.of(value);
        } finally {
            taking.unlock();
        }
    }

    private Optional<T> fresh() {
        Taken<T> taken = last;
        return taken != null && nanoTime.getAsLong() - taken.at() < freshNanos
                ? Optional.of(taken.value())
                : Optional.empty();
    }
}
