package io.stagedoor.auth.support;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Counts an event that may happen often. Reports it at once, and then at most once a minute. */
public final class Occasionally {

    private static final long PAUSE = Duration.ofMinutes(1).toMillis();

    private final Clock clock;
    private final LongConsumer log;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

    /** @param log told how often it has happened in all */
    public Occasionally(Clock clock, LongConsumer log) {
        this.clock = clock;
        this.log = log;
    }

    /** Counts once more. */
    public void happened() {
        long total = count.incrementAndGet();
        long now = clock.millis();
        long due = next.get();
        if (now >= due && next.compareAndSet(due, now + PAUSE)) {
            log.accept(total);
        }
    }

    /** How often it has happened in all. */
    public long count() {
        return count.get();
    }
}
