package io.stagedoor.core.audit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How much may be written: so much at once, and then one more from time to time. Takes no lock. */
final class Budget {

    private final long intervalNanos;
    private final long burstNanos;
    /** When all that was taken will have come back. */
    private final AtomicLong whole;

    /**
     * @param burst how much at once
     * @param interval after what time one more comes back
     * @param now in nanoseconds, as of {@link System#nanoTime}
     */
    Budget(int burst, Duration interval, long now) {
        intervalNanos = interval.toNanos();
        burstNanos = burst * intervalNanos;
        whole = new AtomicLong(now);
    }

    /** Takes one, if there is one left. */
    boolean take(long now) {
        while (true) {
            long before = whole.get();
            long after = (before - now > 0 ? before : now) + intervalNanos;
            if (after - now > burstNanos) {
                return false;
            }
            if (whole.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /** Whether nothing of it is taken any more. */
    boolean isWhole(long now) {
        return whole.get() - now <= 0;
    }
}
