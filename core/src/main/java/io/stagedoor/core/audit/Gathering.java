package io.stagedoor.core.audit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Tells events one by one until there are too many of a kind, and then those of a kind as one: how many, when the first and the last was,
 * and one of them. Kinds are made by whoever comes, so there is a bound on how many are kept. Takes no lock.
 */
final class Gathering {

    /**
     * How much is told.
     *
     * @param kinds how many are kept
     * @param burst how many of a kind are told by themselves at once
     * @param interval after what time one more of a kind is
     * @param total how many of all kinds are told by themselves at once; 0: no bound but those of the kinds
     * @param totalInterval after what time one more of all kinds is
     * @param pause between two times that what was gathered of a kind is told
     */
    record Rules(int kinds, int burst, Duration interval, int total, Duration totalInterval, Duration pause) {}

    private final Rules rules;
    private final Function<AuditEvent, Kind> kindOf;
    private final LongSupplier nanoTime;
    private final Budget total;
    private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Tally others;

    Gathering(Rules rules, Function<AuditEvent, Kind> kindOf, LongSupplier nanoTime) {
        this.rules = rules;
        this.kindOf = kindOf;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        total = new Budget(rules.total(), rules.totalInterval(), now);
        others = new Tally(new Budget(0, rules.interval(), now), now);
    }

    /** Whether an event is to be told by itself; else it is told with others of its kind. Does not wait. */
    boolean passes(AuditEvent event) {
        Kind kind = kindOf.apply(event);
        while (true) {
            long now = nanoTime.getAsLong();
            Tally tally = tally(kind, now);
            boolean alone = tally == others ? rules.total() == 0 : tally.takes(now);
            if (alone && (rules.total() == 0 || total.take(now))) {
                return true;
            }
            if (tally.add(event)) {
                return false;
            }
        }
    }

    private Tally tally(Kind kind, long now) {
        Tally known = tallies.get(kind);
        if (known != null) {
            return known;
        }
        if (size.get() >= rules.kinds()) {
            return others;
        }
        return tallies.computeIfAbsent(kind, absent -> {
            size.incrementAndGet();
            return new Tally(new Budget(rules.burst(), rules.interval(), now), now);
        });
    }

    /** Tells what was gathered of those kinds that were not told for a while, and forgets kinds that do not come any more. */
    void tell(Consumer<AuditLine> to) {
        tell(rules.pause().toNanos(), to);
    }

    /** Tells all that was gathered. */
    void tellAll(Consumer<AuditLine> to) {
        tell(0, to);
    }

    private synchronized void tell(long pauseNanos, Consumer<AuditLine> to) {
        long now = nanoTime.getAsLong();
        tallies.forEach((kind, tally) -> {
            if (tally.isDue(now, pauseNanos)) {
                to.accept(AuditLine.of(tally.take(now), false));
            } else if (tally.closeIfUnused(now) && tallies.remove(kind, tally)) {
                size.decrementAndGet();
            }
        });
        if (others.isDue(now, pauseNanos)) {
            to.accept(AuditLine.of(others.take(now), true));
        }
    }

    /** How many kinds are kept. */
    int size() {
        return tallies.size();
    }
}
