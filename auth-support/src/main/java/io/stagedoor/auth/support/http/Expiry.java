package io.stagedoor.auth.support.http;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Breaks off what a question has open when its time is up: a thread that reads hears of nothing else than the end of what it reads. */
final class Expiry {

    private static final Runnable NOTHING = () -> {};
    private static final Runnable OVER = () -> {};
    private static final Runnable ENDED = () -> {};

    /** How to break off what is open now, or one of the three above. */
    private final AtomicReference<Runnable> breaking = new AtomicReference<>(NOTHING);

    private final Future<?> alarm;

    /** @throws RejectedExecutionException if the clock was stopped */
    Expiry(ScheduledExecutorService clock, Deadline deadline) {
        alarm = clock.schedule(this::expire, deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    }

    private void expire() {
        if (breaking.get() != ENDED) {
            breaking.getAndSet(OVER).run();
        }
    }

    /** From now on this is broken off, at once if the time is up already. */
    void guard(Runnable breakOff) {
        if (breaking.updateAndGet(before -> before == OVER ? OVER : breakOff) == OVER) {
            breakOff.run();
        }
    }

    boolean isOver() {
        return breaking.get() == OVER;
    }

    /**
     * Nothing is broken off any more.
     *
     * @return whether nothing was
     */
    boolean end() {
        alarm.cancel(false);
        return breaking.updateAndGet(before -> before == OVER ? OVER : ENDED) == ENDED;
    }
}
