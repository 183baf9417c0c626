package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate of the moment. While a gate that was there a moment ago is away (its bundle is being updated), questions wait for
 * the next one; a gate that was never there, or stays away, is a refusal.
 */
final class GateHolder {

    private static final Logger LOG = LoggerFactory.getLogger(GateHolder.class);

    /** How many questions wait at most; the rest is refused at once. */
    private static final int MAX_HELD = 64;

    private final long graceNanos;
    private final Outage outage;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicReference<Class<?>> lastBug = new AtomicReference<>();

    private volatile Gate gate;
    private long goneAt;
    private boolean everThere;
    private int held;

    GateHolder(Duration grace, Outage outage) {
        this.graceNanos = grace.toNanos();
        this.outage = outage;
    }

    /** The gate of the moment is now this one; {@code null}: there is none. */
    void set(Gate next) {
        lock.lock();
        try {
            if (gate != null && next == null) {
                goneAt = System.nanoTime();
            }
            everThere |= next != null;
            gate = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No gate, and none to wait for: the plugin stops. */
    void close() {
        lock.lock();
        try {
            gate = null;
            everThere = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks the gate of the moment. A gate that throws while it is being replaced is not believed: its successor is asked.
     *
     * @return a refusal when nobody answers
     */
    Verdict ask(Function<Gate, Verdict> question) {
        Gate dead = null;
        while (true) {
            Gate now = next(dead);
            if (now == null) {
                outage.refused();
                return Verdict.refuse();
            }
            try {
                Verdict verdict = question.apply(now);
                return verdict == null ? Verdict.refuse() : verdict;
            } catch (Throwable t) { // whatever a gate throws must not reach Red5, which might let the client in
                if (gate == now) {
                    bug(t);
                    return Verdict.refuse();
                }
                dead = now;
            }
        }
    }

    /** Tells the gate of the moment, if there is one, something that needs no answer. */
    void tell(Consumer<Gate> news) {
        Gate now = gate;
        if (now == null) {
            return;
        }
        try {
            news.accept(now);
        } catch (Throwable t) { // as above
            bug(t);
        }
    }

    private Gate next(Gate dead) {
        Gate now = gate;
        return now != null && now != dead ? now : hold(dead);
    }

    private Gate hold(Gate dead) {
        lock.lock();
        try {
            if (gate != null && gate != dead) {
                return gate;
            }
            if (!everThere || held >= MAX_HELD || onIoThread()) {
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

    private Gate await(Gate dead) {
        try {
            while (everThere && (gate == null || gate == dead)) {
                long left = gate == dead ? graceNanos : goneAt + graceNanos - System.nanoTime();
                if (left <= 0 || !changed.await(left, TimeUnit.NANOSECONDS)) {
                    break;
                }
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
        if (lastBug.getAndSet(t.getClass()) != t.getClass()) {
            LOG.error("The gate failed; clients are refused. Further failures of this kind are not logged.", t);
        }
    }
}
