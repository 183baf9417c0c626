package io.stagedoor.red5.plugin.ending;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.hook.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The one timer of all sessions that end. A wheel of seconds: a session is in the list of its second, so setting, changing and
 * dropping an end takes the same short time whatever there is. Each turn compares with the wall clock, which may jump.
 * Thread-safe.
 */
public final class Ends implements AutoCloseable {

    static final int NOWHERE = -1;

    /** An end is late by at most so much, and a jump of the clock seen as soon. */
    private static final long TURN_MILLIS = 100;

    private static final int SLOTS = 4096;
    private static final long SECOND = 1000;
    /** How many are taken at a time: those that set ends meanwhile wait no longer. */
    private static final int BATCH = 256;

    private static final Logger LOG = StagedoorLog.logger(Ends.class);

    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Ending[] wheel = new Ending[SLOTS];
    private long second;
    private int size;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "stagedoor-ends");
        thread.setDaemon(true);
        return thread;
    });

    /** With the machine's clock. */
    public static Ends start() {
        Ends ends = new Ends(System::currentTimeMillis);
        ends.timer.scheduleWithFixedDelay(ends::turn, TURN_MILLIS, TURN_MILLIS, TimeUnit.MILLISECONDS);
        return ends;
    }

    /**
     * Without a thread: somebody calls {@link #turn}.
     *
     * @param clock milliseconds since the epoch
     */
    public Ends(LongSupplier clock) {
        this.clock = clock;
        this.second = clock.getAsLong() / SECOND;
    }

    /** Whether an end has come. */
    public boolean isOver(long endsAt) {
        return endsAt != Verdict.NEVER && endsAt <= clock.getAsLong();
    }

    /** Sees to it that something ends when it now says. To be called after what it says has changed, in any order and any number. */
    public void look(Ending ending) {
        lock.lock();
        try {
            unlink(ending);
            place(ending);
        } finally {
            lock.unlock();
        }
    }

    /** It ends otherwise: forgets it. */
    public void forget(Ending ending) {
        lock.lock();
        try {
            unlink(ending);
        } finally {
            lock.unlock();
        }
    }

    /** How many have an end. */
    public int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    private void place(Ending ending) {
        long endsAt = ending.endsAt();
        if (endsAt != Verdict.NEVER) {
            // What should have ended is found by the next turn, which begins at the second of the last one.
            link(ending, (int) (Math.max(endsAt / SECOND, second) % SLOTS));
        }
    }

    private void link(Ending ending, int slot) {
        Ending first = wheel[slot];
        ending.slot = slot;
        ending.after = first;
        if (first != null) {
            first.before = ending;
        }
        wheel[slot] = ending;
        size++;
    }

    private void unlink(Ending ending) {
        if (ending.slot == NOWHERE) {
            return;
        }
        if (ending.before == null) {
            wheel[ending.slot] = ending.after;
        } else {
            ending.before.after = ending.after;
        }
        if (ending.after != null) {
            ending.after.before = ending.before;
        }
        ending.before = null;
        ending.after = null;
        ending.slot = NOWHERE;
        size--;
    }

    /** Ends what is to end by now. By one thread at a time. */
    public void turn() {
        try {
            long now = clock.getAsLong();
            long from = begin(now / SECOND);
            for (long at = from; at <= now / SECOND; at++) {
                end((int) (at % SLOTS), now);
            }
        } catch (RuntimeException | Error e) { // thrown on, it would end the timer without a word
            LOG.error("Could not end a session; Stagedoor tries again.", Redacted.of(e));
        }
    }

    /** Where the turn begins: at the second of the last one, for one round at most. */
    private long begin(long now) {
        lock.lock();
        try {
            long from = Math.min(Math.max(second, now - SLOTS + 1), now);
            boolean isBack = now < second;
            second = now;
            if (isBack) {
                sort();
            }
            return from;
        } finally {
            lock.unlock();
        }
    }

    /** The clock was put back: what should have ended by the old time may lie in a second that is still to come. */
    private void sort() {
        List<Ending> all = new ArrayList<>(size);
        for (Ending first : wheel) {
            for (Ending at = first; at != null; at = at.after) {
                all.add(at);
            }
        }
        all.forEach(ending -> {
            unlink(ending);
            place(ending);
        });
    }

    private void end(int slot, long now) {
        Ending next = null;
        do {
            List<Ending> due = new ArrayList<>();
            next = collect(slot, next, now, due);
            due.forEach(Ends::over);
        } while (next != null);
    }

    /**
     * Takes those that are due from some of a list.
     *
     * @param from where to go on; {@code null} for the beginning
     * @return where to go on next; {@code null} at the end
     */
    private @Nullable Ending collect(int slot, @Nullable Ending from, long now, List<Ending> due) {
        lock.lock();
        try {
            // One that is elsewhere by now says nothing of this list, which is begun anew.
            Ending at = from != null && from.slot == slot ? from : wheel[slot];
            for (int looked = 0; at != null && looked < BATCH; looked++) {
                Ending next = at.after;
                if (at.endsAt() <= now) {
                    unlink(at);
                    due.add(at);
                }
                at = next;
            }
            return at;
        } finally {
            lock.unlock();
        }
    }

    private static void over(Ending ending) {
        try {
            ending.over();
        } catch (RuntimeException e) { // the others end all the same
            LOG.error("Could not end a session.", Redacted.of(e));
        }
    }

    /** Nothing ends by itself from now on. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
