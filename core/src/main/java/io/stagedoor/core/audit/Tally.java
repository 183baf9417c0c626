package io.stagedoor.core.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The events of one kind since its last line. Lock-free. */
final class Tally {

    /**
     * @param count how many
     * @param first when the first of them was
     * @param example the last of them; {@code null} for none
     */
    record Gathered(long count, Instant first, @Nullable AuditEvent example) {
        private static final Gathered NONE = new Gathered(0, Instant.EPOCH, null);
        private static final Gathered CLOSED = new Gathered(0, Instant.EPOCH, null);

        private Gathered and(AuditEvent event) {
            return new Gathered(count + 1, count == 0 ? event.time() : first, event);
        }
    }

    private final Budget budget;
    private final AtomicReference<Gathered> gathered = new AtomicReference<>(Gathered.NONE);
    private volatile long toldAt;

    Tally(Budget budget, long now) {
        this.budget = budget;
        this.toldAt = now;
    }

    /** Whether one more may be told by itself. */
    boolean takes(long now) {
        return budget.take(now);
    }

    /** Adds one that is not told by itself; {@code false} if this tally is not looked at any more. */
    boolean add(AuditEvent event) {
        Gathered before = now();
        while (before != Gathered.CLOSED) {
            if (gathered.compareAndSet(before, before.and(event))) {
                return true;
            }
            before = now();
        }
        return false;
    }

    private Gathered now() {
        return Objects.requireNonNull(gathered.get());
    }

    boolean isDue(long now, long pauseNanos) {
        return now().count() > 0 && now - toldAt >= pauseNanos;
    }

    /** What was gathered, which is then told. Called by one thread at a time. */
    Gathered take(long now) {
        toldAt = now;
        return Objects.requireNonNull(gathered.getAndSet(Gathered.NONE));
    }

    /** Closes it if it is as if it had just been made. */
    boolean closeIfUnused(long now) {
        return budget.isWhole(now) && gathered.compareAndSet(Gathered.NONE, Gathered.CLOSED);
    }
}
