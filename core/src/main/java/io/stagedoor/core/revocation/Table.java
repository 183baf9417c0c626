package io.stagedoor.core.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Revocations of one mark in one flat array: a key and two times each, found from the place that the first half of the key says, onwards. At most 64
 * bytes an entry. Any number of readers, without a lock; one writer at a time, who holds a lock of its own.
 *
 * <p>The lowest bit of a key says whether it is a block, so that a reader finds both by one walk.
 */
final class Table {

    /** As a time: without an end. */
    static final long NEVER = 0xffff_ffffL;

    /** As when a token was issued: nobody knows. It is older than any other. */
    static final long UNKNOWN = -1;

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LEAST = 8;
    private static final long[] NOTHING = new long[2 * LEAST];
    private static final long BLOCK = 1;

    /** Pairs of a key and its times; nought for a place that is free. */
    private volatile long[] slots = NOTHING;

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
        long key = value & 0xffff_ffff_0000_0000L | mixed >>> 33 << 1;
        return key == 0 ? 2 : key;
    }

    static long asBlock(long key) {
        return key | BLOCK;
    }

    /** Whether there is nothing in it. */
    boolean isEmpty() {
        return slots == NOTHING;
    }

    /** How many there are. */
    int size() {
        return live.get();
    }

    /**
     * Whether somebody is meant by one of two keys of the same value.
     *
     * @param issuedAt when the token was issued, in seconds since 1970, or {@link #UNKNOWN}
     * @param now in seconds since 1970
     */
    boolean has(long key, long other, long issuedAt, long now) {
        long[] all = slots;
        int mask = all.length / 2 - 1;
        for (int at = home(key, mask); ; at = at + 1 & mask) {
            long there = (long) SLOTS.getAcquire(all, 2 * at);
            if (there == 0) {
                return false;
            }
            long plain = there & ~BLOCK;
            if ((plain == key || plain == other) && counts((long) SLOTS.getAcquire(all, 2 * at + 1), issuedAt, now)) {
                return true;
            }
        }
    }

    private static boolean counts(long times, long issuedAt, long now) {
        // Whoever has a key can write any time of issue: one that is later than all that can be kept is no way out.
        return Math.min(issuedAt, NEVER) <= times >>> 32 && lasts(times, now);
    }

    private static boolean lasts(long times, long now) {
        long until = times & NEVER;
        return until == NEVER || now < until;
    }

    private static int home(long key, int mask) {
        return (int) (key >>> 32) & mask;
    }

    /** The times of a key, block or not, as {@link #times} has them; nought for none. */
    long get(long key) {
        long[] all = slots;
        int at = find(all, key);
        return all[2 * at] == 0 ? 0 : all[2 * at + 1];
    }

    /** The place of a key, or the free one where it would be. */
    private static int find(long[] all, long key) {
        int mask = all.length / 2 - 1;
        int at = home(key, mask);
        while (all[2 * at] != 0 && all[2 * at] != key) {
            at = at + 1 & mask;
        }
        return at;
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
        long[] all = slots;
        int at = find(all, key);
        if (all[2 * at] != 0) {
            live.addAndGet(all[2 * at + 1] == 0 ? 1 : 0);
            SLOTS.setRelease(all, 2 * at + 1, times);
            return;
        }
        if (all == NOTHING || (taken + 1L) * 8 > all.length * 3L) {
            all = grown(all, now);
            at = find(all, key);
        }
        // Whoever sees the key sees the times.
        all[2 * at + 1] = times;
        SLOTS.setRelease(all, 2 * at, key);
        taken++;
        live.incrementAndGet();
        slots = all;
    }

    /** Another array of those that count, with as many places free as taken or more. */
    private long[] grown(long[] all, long now) {
        int counting = 0;
        for (int i = 0; i < all.length; i += 2) {
            counting += all[i] != 0 && lasts(all[i + 1], now) ? 1 : 0;
        }
        int places = LEAST;
        while (places < 2L * (counting + 1)) {
            places *= 2;
        }
        long[] next = new long[2 * places];
        for (int i = 0; i < all.length; i += 2) {
            if (all[i] != 0 && lasts(all[i + 1], now)) {
                int at = find(next, all[i]);
                next[2 * at] = all[i];
                next[2 * at + 1] = all[i + 1];
            }
        }
        taken = counting;
        live.set(counting);
        return next;
    }

    /** Takes one out; its place stays taken until the array is made anew. */
    void remove(long key) {
        long[] all = slots;
        int at = find(all, key);
        if (all[2 * at] != 0 && all[2 * at + 1] != 0) {
            SLOTS.setRelease(all, 2 * at + 1, 0L);
            if (live.decrementAndGet() == 0) {
                taken = 0;
                slots = NOTHING;
            }
        }
    }

    /** The bytes that it takes. */
    long bytes() {
        return (long) slots.length * Long.BYTES;
    }
}
