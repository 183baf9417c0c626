package io.stagedoor.red5.plugin.guard;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.log.StagedoorLog;
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
 * Holds the current gate. While its bundle is being updated, requests wait for the next gate. If there never was a
 * gate, or none follows in time, requests are refused.
 */
final class GateHolder {

    private static final Logger LOG = StagedoorLog.logger(GateHolder.class);

    /** How many questions wait at most; the rest is refused at once. */
    static final int MAX_HELD = 64;

    private final Outage outage;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** By name: the class itself would keep a replaced bundle in memory. */
    private final AtomicReference<String> lastBug = new AtomicReference<>();

    private volatile long graceNanos;
    private volatile @Nullable Gate gate;

    /** Who hears of what ends: the gate of the moment, and after {@link #close} the last one for as long as it is there. */
    private volatile @Nullable Gate listener;

    private long goneAt;
    private boolean everThere;
    private boolean closed;
    private int held;

    GateHolder(Outage outage) {
        this(outage, System::nanoTime);
    }

    GateHolder(Outage outage, LongSupplier nanoTime) {
        this.outage = outage;
        this.nanoTime = nanoTime;
    }

    /** How long questions wait for the next gate, from when the last one went. */
    void grace(Duration grace) {
        graceNanos = grace.toNanos();
    }

    /** The gate of the moment is now this one; {@code null}: there is none. */
    void set(@Nullable Gate next) {
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
    void close() {
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
     * @return a refusal when nobody answers
     */
    Verdict ask(Function<Gate, Verdict> question) {
        return ask(question, Verdict::allowed, Verdict.refuse());
    }

    /** As {@link #ask(Function)}, for answers of another kind. */
    <T> T ask(Function<Gate, T> question, Predicate<T> allowed, T refusal) {
        Gate dead = null;
        while (true) {
            Gate now = next(dead);
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
            } catch (Throwable t) { // whatever a gate throws must not reach Red5, which might let the client in
                if (gate == now) {
                    bug(t);
                    return refusal;
                }
                dead = now;
            }
        }
    }

    /** Tells the gate of the moment, if there is one, something that needs no answer. */
    void tell(Consumer<Gate> news) {
        Gate now = listener;
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
    boolean isOpen() {
        return gate != null;
    }

    /** How many questions wait at this moment. */
    int held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Gate next(@Nullable Gate dead) {
        Gate now = gate;
        return now != null && now != dead ? now : hold(dead);
    }

    private @Nullable Gate hold(@Nullable Gate dead) {
        lock.lock();
        try {
            if (gate != null && gate != dead) {
                return gate;
            }
            if (closed || !everThere || held >= MAX_HELD || onIoThread()) {
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

    private @Nullable Gate await(@Nullable Gate dead) {
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

    private static boolean onIoThread() {
        return Thread.currentThread().getName().startsWith("NioProcessor");
    }

    private void bug(Throwable t) {
        String kind = t.getClass().getName();
        if (!kind.equals(lastBug.getAndSet(kind))) {
            LOG.error(
                    "A bug in stagedoor/bundles/red5-bridge.jar: the client was refused. Please report it with this stack. Further"
                            + " failures of this kind are not logged.",
                    Redacted.of(t));
        }
    }
}
