package io.stagedoor.operations.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** How often somebody who guesses is told that he is wrong: ten times at once, then once a second. Thread-safe. */
public final class Pace {

    private static final int BURST = 10;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    /** When the next one may be told: it lies ahead of now by a second for each of the last ones. */
    private final AtomicLong paid;

    /** @param nanoTime what it is measured by */
    public Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.paid = new AtomicLong(nanoTime.getAsLong());
    }

    /** Whether one more may be told; counts it then. */
    public boolean mayBeTold() {
        long now = nanoTime.getAsLong();
        while (true) {
            long before = paid.get();
            long after = (before - now > 0 ? before : now) + SECOND;
            if (after - now > BURST * SECOND) {
                return false;
            }
            if (paid.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}
