package io.stagedoor.core.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Revocations of one mark in a flat table: a key and two times each, found from the place that the first half of the key says, onwards. Before a key is read,
 * a byte is compared that is kept apart: a million of these lie in 2 MB, so that a look for somebody who is not there mostly reads nothing else. At most 64
 * bytes an entry. Any number of readers, without a lock; one writer at a time, who holds a lock of its own.
 *
 * <p>The lowest bit of a key says whether it is a block, so that a reader finds both by one walk.
 */
final class Table {

    /** As a time: without an end. */
    static final long NEVER = 0xffff_ffffL;

    /** As when a token was issued: nobody knows. It is older than any other. */
    static final long UNKNOWN = -1;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle BYTES = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final int LEAST = 8;
    private static final Slots NOTHING = new Slots(LEAST);
    private static final long BLOCK = 1;

    /** The places at one moment. */
    static final class Slots {

        /** Of the key that lies there; nought for a place that is free. */
        private final byte[] tags;
        /** Pairs of a key and its times. */
        private final long[] pairs;

        private Slots(int places) {
            this.tags = new byte[places];
            this.pairs = new long[2 * places];
        }

        private int home(long key) {
            return (int) (key >>> 32) & tags.length - 1;
        }

        private int next(int at) {
            return at + 1 & tags.length - 1;
        }

        /** The place of a key, or the free one where it would be. For the writer. */
        private int find(long key) {
            int at = home(key);
            while (tags[at] != 0 && pairs[2 * at] != key) {
                at = next(at);
            }
            return at;
        }

        /** Whoever sees the byte sees the rest. */
        private void put(int at, long key, long times) {
            pairs[2 * at] = key;
            pairs[2 * at + 1] = times;
            BYTES.setRelease(tags, at, tag(key));
        }
    }

    private volatile Slots slots = NOTHING;

    /** For the writer, as what follows: places that have a key, taken back or not. */
    private int taken;

    private final AtomicInteger live = new AtomicInteger();

    /**
     * A key.
     *
     * @param value the hash of the value
     * @param issuer the hash of the issuer, or a number of its own for any issuer
     */
    static long key(long value, long issuer) {
        long mixed = (value ^ issuer) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L;
        return value & 0xffff_ffff_0000_0000L | mixed >>> 33 << 1;
    }

    static long asBlock(long key) {
        return key | BLOCK;
    }

    /** Of the bits of the value that say the place last, so that values of one place have different ones; the same for each issuer. */
    private static byte tag(long key) {
        return (byte) (key >>> 56 | 1);
    }

    /** Whether there is nothing in it. */
    boolean isEmpty() {
        return slots == NOTHING;
    }

    /** How many there are. */
    int size() {
        return live.get();
    }

    /** The places at this moment, to be handed to {@link #first} and {@link #has}. */
    Slots slots() {
        return slots;
    }

    /**
     * The byte at the place of a value. Whoever looks for several values asks this of all of them first: then the processor waits for the memory of all at
     * once.
     *
     * @param value its hash
     */
    static byte first(Slots all, long value) {
        return (byte) BYTES.getAcquire(all.tags, all.home(value));
    }

    /** As {@link #has(Slots, byte, long, long, long, Clock)}. */
    boolean has(long key, long other, long issuedAt, Clock clock) {
        Slots all = slots;
        return has(all, first(all, key), key, other, issuedAt, clock);
    }

    /**
     * Whether somebody is meant by one of two keys of the same value.
     *
     * @param first the byte at the place of the value
     * @param issuedAt when the token was issued, in seconds since 1970, or {@link #UNKNOWN}
     * @param clock is read only where there is one of these keys
     */
    static boolean has(Slots all, byte first, long key, long other, long issuedAt, Clock clock) {
        byte tag = tag(key);
        int at = all.home(key);
        for (byte there = first; there != 0; there = (byte) BYTES.getAcquire(all.tags, at)) {
            if (there == tag) {
                long plain = all.pairs[2 * at] & ~BLOCK;
                if ((plain == key || plain == other)
                        && counts((long) LONGS.getAcquire(all.pairs, 2 * at + 1), issuedAt, clock)) {
                    return true;
                }
            }
            at = all.next(at);
        }
        return false;
    }

    private static boolean counts(long times, long issuedAt, Clock clock) {
        // Whoever has a key can write any time of issue: one that is later than all that can be kept is no way out.
        return Math.min(issuedAt, NEVER) <= times >>> 32 && lasts(times, seconds(clock));
    }

    /** The time, in seconds since 1970. */
    static long seconds(Clock clock) {
        return Math.floorDiv(clock.millis(), 1000L);
    }

    private static boolean lasts(long times, long now) {
        long until = times & NEVER;
        return until == NEVER || now < until;
    }

    /** The times of a key, block or not, as {@link #times} has them; nought for none. */
    long get(long key) {
        Slots all = slots;
        int at = all.find(key);
        return all.tags[at] == 0 ? 0 : all.pairs[2 * at + 1];
    }

    /**
     * Two times in one number.
     *
     * @param issuedBefore in seconds since 1970, and this second is meant, too; {@link #NEVER} for all tokens
     * @param until in seconds since 1970; {@link #NEVER} for no end
     */
    static long times(long issuedBefore, long until) {
        return issuedBefore << 32 | until;
    }

    /** Puts one in. */
    void put(long key, long times, long now) {
        Slots all = slots;
        int at = all.find(key);
        if (all.tags[at] != 0) {
            live.addAndGet(all.pairs[2 * at + 1] == 0 ? 1 : 0);
            LONGS.setRelease(all.pairs, 2 * at + 1, times);
            return;
        }
        if (all == NOTHING || (taken + 1L) * 4 > all.tags.length * 3L) {
            all = grown(all, now);
            at = all.find(key);
        }
        all.put(at, key, times);
        taken++;
        live.incrementAndGet();
        slots = all;
    }

    /** Another table of those that count, two thirds full at most, and a third at least. */
    private Slots grown(Slots all, long now) {
        int counting = 0;
        for (int at = 0; at < all.tags.length; at++) {
            counting += all.tags[at] != 0 && lasts(all.pairs[2 * at + 1], now) ? 1 : 0;
        }
        int places = LEAST;
        while (places * 2L < 3L * (counting + 1)) {
            places *= 2;
        }
        Slots next = new Slots(places);
        for (int at = 0; at < all.tags.length; at++) {
            long key = all.pairs[2 * at];
            if (all.tags[at] != 0 && lasts(all.pairs[2 * at + 1], now)) {
                next.put(next.find(key), key, all.pairs[2 * at + 1]);
            }
        }
        taken = counting;
        live.set(counting);
        return next;
    }

    /** Takes one out; its place stays taken until the table is made anew. */
    void remove(long key) {
        Slots all = slots;
        int at = all.find(key);
        if (all.tags[at] != 0 && all.pairs[2 * at + 1] != 0) {
            LONGS.setRelease(all.pairs, 2 * at + 1, 0L);
            if (live.decrementAndGet() == 0) {
                taken = 0;
                slots = NOTHING;
            }
        }
    }

    /** The bytes that it takes. */
    long bytes() {
        Slots all = slots;
        return all.tags.length + (long) all.pairs.length * Long.BYTES;
    }
}
