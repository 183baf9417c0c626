package io.stagedoor.auth.jwt.internal.remote;

import java.time.Duration;

/** One fetch for each time of cooldown, two at once after a longer pause. One thread takes; any thread may look. */
final class Bucket {

    private final long cooldown;
    /** The moment from which on one may be taken. */
    private volatile long next;

    Bucket(Duration cooldown, long now) {
        this.cooldown = cooldown.toNanos();
        this.next = now - this.cooldown;
    }

    /** The moment from which on there is one, by {@link System#nanoTime}. */
    long next() {
        return next;
    }

    boolean hasOne(long now) {
        return now - next >= 0;
    }

    /** Takes one that is there. */
    void take(long now) {
        long after = next + cooldown;
        next = after - now > 0 ? after : now;
    }
}
