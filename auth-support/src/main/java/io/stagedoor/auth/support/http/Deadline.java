package io.stagedoor.auth.support.http;

import java.time.Duration;
import java.time.Instant;

/** A moment, measured by a monotonic clock. */
public final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** A time from now. */
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** The sooner of a moment and a time from now. */
    public static Deadline sooner(Instant now, Instant moment, Duration duration) {
        Duration left = now.isBefore(moment) ? Duration.between(now, moment) : Duration.ZERO;
        return in(left.compareTo(duration) < 0 ? left : duration);
    }

    /** This, or a time from now if that is sooner. */
    Deadline sooner(Duration duration) {
        Deadline other = in(duration);
        return other.end - end < 0 ? other : this;
    }

    /** Not positive when it has passed. */
    public long nanosLeft() {
        return end - System.nanoTime();
    }

    /** Whether no time is left. */
    public boolean hasPassed() {
        return nanosLeft() <= 0;
    }
}
