package io.stagedoor.red5.plugin.guard;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The time limit of a provisional client, and its place among them. */
final class Probation {

    /** How much else it may ask for; clients that mean well need less than ten calls. */
    static final int MAX_CALLS = 64;

    private final AtomicInteger places;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile @Nullable Future<?> timer;

    private Probation(AtomicInteger places) {
        this.places = places;
    }

    /**
     * Takes a place.
     *
     * @param places how many are taken
     * @return {@code null} if there are that many already
     */
    static @Nullable Probation begin(AtomicInteger places, int most) {
        if (places.incrementAndGet() > most) {
            places.decrementAndGet();
            return null;
        }
        return new Probation(places);
    }

    /** What is to be taken back when it has ended. */
    void timer(Future<?> running) {
        timer = running;
        if (ended.get()) {
            running.cancel(false);
        }
    }

    boolean mayAsk() {
        return calls.incrementAndGet() <= MAX_CALLS;
    }

    /** Gives the place back, once. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            places.decrementAndGet();
            Future<?> running = timer;
            if (running != null) {
                running.cancel(false);
            }
        }
    }
}
