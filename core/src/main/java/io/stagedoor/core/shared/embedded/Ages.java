package io.stagedoor.core.shared.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells what has ended, by two clocks: the wall clock, and how long servers have run with this file. Something has ended when both say so. So a
 * wall clock that jumps forward, for a while or for good, ends nothing early, and one that is set back keeps what tokens that live again need.
 * What was kept while the wall clock was ahead ends {@link #LONGEST_DOUBT} later at most. Thread-safe.
 */
final class Ages {

    /** How much longer than its time a thing is kept if only the wall clock says that it has not ended. */
    static final Duration LONGEST_DOUBT = Duration.ofDays(1);

    /** It does not end. */
    static final long NEVER = Long.MAX_VALUE;

    private final Clock wall;
    private final LongSupplier nanoTime;
    private long base;
    private long since;

    Ages(Clock wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** When something ends, in milliseconds of both clocks. */
    record End(long wall, long run) {}

    /** Goes on from where a file was; never back. */
    synchronized void goOn(long run) {
        if (run > run()) {
            base = run;
            since = nanoTime.getAsLong();
        }
    }

    /** How long servers have run with this file, in milliseconds. */
    synchronized long run() {
        return base + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - since);
    }

    End in(Duration time) {
        long millis = millis(time);
        return new End(later(wall.millis(), millis), later(run(), millis));
    }

    boolean isOver(End end) {
        if (end.run() == NEVER) {
            return false;
        }
        long run = run();
        return run >= end.run() && (wall.millis() >= end.wall() || run - end.run() >= LONGEST_DOUBT.toMillis());
    }

    private static long millis(Duration time) {
        try {
            return Math.max(1, time.toMillis());
        } catch (ArithmeticException e) { // longer than there are milliseconds
            return NEVER;
        }
    }

    private static long later(long now, long millis) {
        return millis >= NEVER - Math.max(0, now) ? NEVER : now + millis;
    }
}
