package io.stagedoor.core.shared.embedded;

import io.stagedoor.core.shared.SharedStateException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Places in groups, in memory. They end by the clock that nobody sets. Thread-safe. */
final class Places {

    /** The most places of all groups: some 50 MB. */
    static final int MOST = 250_000;

    private static final long SOME = 10_000;

    private final LongSupplier nanoTime;
    private final int limit;
    private final ConcurrentHashMap<Group, Map<String, Long>> groups = new ConcurrentHashMap<>();
    private final AtomicInteger taken = new AtomicInteger();
    private @Nullable Iterator<Group> sweep;

    Places(LongSupplier nanoTime, int limit) {
        this.nanoTime = nanoTime;
        this.limit = limit;
    }

    /** Those who share places. */
    record Group(String kind, String key) {

        /** Of the key alone, which remembers it. */
        @Override
        public int hashCode() {
            return key.hashCode();
        }
    }

    boolean take(Group group, String member, Duration time, int most) throws SharedStateException {
        long now = nanoTime.getAsLong();
        long end = now + Nanos.of(time);
        boolean[] got = new boolean[1];
        boolean[] full = new boolean[1];
        groups.compute(group, (name, members) -> {
            Map<String, Long> live = members == null ? new HashMap<>(2) : members;
            if (!live.containsKey(member)) {
                if (live.size() >= most) { // only then does it matter who has ended: there may be many
                    dropEnded(live, now);
                }
                full[0] = live.size() < most && taken.get() >= limit;
                if (full[0] || live.size() >= most) {
                    return live.isEmpty() ? null : live;
                }
                taken.incrementAndGet();
            }
            live.put(member, end);
            got[0] = true;
            return live;
        });
        if (full[0]) {
            throw new SharedStateException("the store is full: " + limit + " places are taken, the most that it keeps");
        }
        return got[0];
    }

    void release(Group group, String member) {
        groups.computeIfPresent(group, (name, members) -> {
            if (members.remove(member) != null) {
                taken.decrementAndGet();
            }
            return members.isEmpty() ? null : members;
        });
    }

    private void dropEnded(Map<String, Long> members, long now) {
        int before = members.size();
        members.values().removeIf(end -> now - end >= 0);
        taken.addAndGet(members.size() - before);
    }

    int taken() {
        return taken.get();
    }

    /** Drops what has ended in some groups, and goes on there the next time. By one thread. */
    void sweep() {
        long now = nanoTime.getAsLong();
        Iterator<Group> some = sweep == null ? groups.keySet().iterator() : sweep;
        for (long i = 0; i < SOME && some.hasNext(); i++) {
            groups.computeIfPresent(some.next(), (name, members) -> {
                dropEnded(members, now);
                return members.isEmpty() ? null : members;
            });
        }
        sweep = some.hasNext() ? some : null;
    }
}
