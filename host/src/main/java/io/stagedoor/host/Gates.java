package io.stagedoor.host;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.host.log.StagedoorLog;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Holds the gate of the moment, which a bundle offers. While that bundle is being updated, questions wait for the next gate. If there never was a
 * gate, or none follows in time, they are refused. Thread-safe.
 *
 * @param <G> the interface of the gate
 */
public class Gates<G> {

    private static final Logger LOG = StagedoorLog.logger(Gates.class);

    /** How many questions wait at most; the rest is refused at once. */
    public static final int MAX_HELD = 64;

    private final String bundle;
    private final Outage outage;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** By name: the class itself would keep a replaced bundle in memory. */
    private final AtomicReference<String> lastBug = new AtomicReference<>();

    private volatile long graceNanos;
    private volatile @Nullable G gate;

    /** Who hears of what ends: the gate of the moment, and after {@link #close} the last one for as long as it is there. */
    private volatile @Nullable G listener;

    private long goneAt;
    private boolean everThere;
    private boolean closed;
    private int held;

    /**
     * A holder without a gate.
     *
     * @param bundle whose gate it is, for the log
     * @param outage why there is none
     */
    public Gates(String bundle, Outage outage) {
        this(bundle, outage, System::nanoTime);
    }

    /** @param nanoTime what the grace is measured by */
    protected Gates(String bundle, Outage outage, LongSupplier nanoTime) {
        this.bundle = bundle;
        this.outage = outage;
        this.nanoTime = nanoTime;
    }

    /** How long questions wait for the next gate, from when the last one went. */
    public final void grace(Duration grace) {
        graceNanos = grace.toNanos();
    }

    /** The gate of the moment is now this one; {@code null}: there is none. */
    public final void set(@Nullable G next) {
        lock.lock();
        try {
            listener = next;
            if (closed) {
                return;
            }
            if (gate != null && next == null) {
                goneAt = nanoTime.getAsLong();
            }
            everThere |= next != null;
            gate = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No gate to ask, and none to wait for: the plugin stops. What ends meanwhile can still be told. */
    public final void close() {
        lock.lock();
        try {
            closed = true;
            gate = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks the gate of the moment. A gate that throws or refuses while it is being replaced is not believed: its successor is
     * asked.
     *
     * @param allowed whether an answer is none that a gate gives because what it is made of is going
     * @param refusal the answer when nobody answers
     */
    public final <T> T ask(Function<G, T> question, Predicate<T> allowed, T refusal) {
        G dead = null;
        while (true) {
            G now = next(dead);
            if (now == null) {
                outage.refused();
                return refusal;
            }
            try {
                T answer = question.apply(now);
                if (answer == null) {
                    return refusal;
                }
                if (allowed.test(answer) || gate == now) {
                    return answer;
                }
                // It may have refused because what it is made of was being taken away.
                dead = now;
            } catch (Throwable t) { // whatever a gate throws must not reach the server, which might let the client in
                if (gate == now) {
                    bug(t);
                    return refusal;
                }
                dead = now;
            }
        }
    }

    /** Tells the gate of the moment, if there is one, something that needs no answer. */
    public final void tell(Consumer<G> news) {
        G now = listener;
        if (now == null) {
            return;
        }
        try {
            news.accept(now);
        } catch (Throwable t) { // as above
            bug(t);
        }
    }

    /** Whether there is a gate to ask. */
    public final boolean isOpen() {
        return gate != null;
    }

    /** How many questions wait at this moment. */
    public final int held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable G next(@Nullable G dead) {
        G now = gate;
        return now != null && now != dead ? now : hold(dead);
    }

    private @Nullable G hold(@Nullable G dead) {
        lock.lock();
        try {
            if (gate != null && gate != dead) {
                return gate;
            }
            if (closed || !everThere || held >= MAX_HELD || !mayWait()) {
                return null;
            }
            held++;
            try {
                return await(dead);
            } finally {
                held--;
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable G await(@Nullable G dead) {
        // A gate that threw and is still there is on its way out: its time begins now.
        long since = gate == null ? goneAt : nanoTime.getAsLong();
        try {
            while (!closed && (gate == null || gate == dead)) {
                long left = since + graceNanos - nanoTime.getAsLong();
                if (left <= 0) {
                    break;
                }
                changed.await(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return gate == dead ? null : gate;
    }

    /** Whether the calling thread may wait for the next gate. */
    protected boolean mayWait() {
        return true;
    }

    private void bug(Throwable t) {
        String kind = t.getClass().getName();
        if (!kind.equals(lastBug.getAndSet(kind))) {
            LOG.error(
                    "A bug in stagedoor/bundles/{}: the client was refused. Please report it with this stack. Further"
                            + " failures of this kind are not logged.",
                    bundle,
                    Redacted.of(t));
        }
    }
}
