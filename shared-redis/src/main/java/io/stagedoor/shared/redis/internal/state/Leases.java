package io.stagedoor.shared.redis.internal.state;

import io.stagedoor.shared.redis.internal.protect.Sealer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Which places this server has leased, under the names that Redis knows: they are leased anew when Redis has lost them. Thread-safe. */
final class Leases {

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    /** Ends, by the names of places and member one after the other: Redis sees both, and neither has a character that is none of Latin 1. */
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    /** For the thread that beats. */
    private long nextSweep;

    Leases(LongSupplier nanos) {
        this.nanos = nanos;
        this.nextSweep = end(PAUSE);
    }

    /** Who gets all places. */
    @FunctionalInterface
    interface Visitor {
        /** @param left for how long it is kept yet */
        void visit(byte[] places, byte[] member, Duration left);
    }

    private static String key(byte[] places, byte[] member) {
        return new String(places, StandardCharsets.ISO_8859_1) + new String(member, StandardCharsets.ISO_8859_1);
    }

    private long end(Duration ttl) {
        return nanos.getAsLong() + (ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl).toNanos();
    }

    /** A place is taken. */
    void took(byte[] places, byte[] member, Duration ttl) {
        ends.put(key(places, member), end(ttl));
    }

    /**
     * A place that is taken is kept for another time.
     *
     * @return whether it is taken
     */
    boolean keep(byte[] places, byte[] member, Duration ttl) {
        return ends.computeIfPresent(
                        key(places, member),
                        (key, last) -> last - nanos.getAsLong() <= 0 ? null : Long.valueOf(end(ttl)))
                != null;
    }

    /** A place is given back. */
    void released(byte[] places, byte[] member) {
        ends.remove(key(places, member));
    }

    /** Forgets those that have ended, if it has not for a while. For the thread that beats. */
    void sweep() {
        long now = nanos.getAsLong();
        if (now - nextSweep >= 0) {
            ends.values().removeIf(end -> end - now <= 0);
            nextSweep = end(PAUSE);
        }
    }

    /** Shows all that are taken. */
    void all(Visitor visitor) {
        ends.forEach((key, end) -> {
            long left = end - nanos.getAsLong();
            if (left > 0) {
                byte[] both = key.getBytes(StandardCharsets.ISO_8859_1);
                int member = both.length - Sealer.DIGEST_BYTES;
                visitor.visit(
                        Arrays.copyOf(both, member),
                        Arrays.copyOfRange(both, member, both.length),
                        Duration.ofNanos(left));
            }
        });
    }
}
