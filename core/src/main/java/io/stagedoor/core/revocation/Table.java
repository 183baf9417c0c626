package io.stagedoor.core.revocation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Revocations of one mark in a flat table: a key and two times each, in rows of eight, found from the row that the first half of the key says, onwards. Before
 * a key is read, a byte is compared that is kept apart. The eight bytes of a row are one number, and are compared at once: a million of them lie in 2 MB, so that
 * a look for somebody who is not there mostly reads one number and nothing else. At most 64 bytes an entry. Any number of readers, without a lock; one writer at a
 * time, who holds a lock of its own.
 *
 * <p>The lowest bit of a key says whether it is a block, so that a reader finds both by one walk.
 */
final class Table {

    /** As a time: without an end. */
    static final long NEVER = 0xffff_ffffL;

    /** As when a token was issued: nobody knows. It is older than any other. */
    static final long UNKNOWN = -1;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int ROW = Long.BYTES;
    private static final Slots NOTHING = new Slots(ROW);
    private static final long BLOCK = 1;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    /** The places at one moment. */
    static final class Slots {

        /** For each row, a byte of each key that lies there; nought for a place that is free, with nothing behind it in this row. */
        private final long[] rows;
        /** Pairs of a key and its times. */
        private final long[] pairs;

        private Slots(int places) {
            this.rows = new long[places / ROW];
            this.pairs = new long[2 * places];
        }

        private int places() {
            return pairs.length / 2;
        }

        private int home(long key) {
            return (int) (key >>> 32) & rows.length - 1;
        }

        private int next(int row) {
            return row + 1 & rows.length - 1;
        }

        private long row(int at) {
            return (long) LONGS.getAcquire(rows, at);
        }

        private boolean isFree(int place) {
            return (row(place / ROW) >>> place % ROW * Byte.SIZE & 0xff) == 0;
        }

        /** The place of a key, or the free one where it would be. */
        private int find(long key) {
            for (int row = home(key); ; row = next(row)) {
                for (int place = row * ROW; place < (row + 1) * ROW; place++) {
                    if (isFree(place) || pairs[2 * place] == key) {
                        return place;
                    }
                }
            }
        }

        /** Whoever sees the byte sees the rest. */
        private void put(int place, long key, long times) {
            pairs[2 * place] = key;
            pairs[2 * place + 1] = times;
            LONGS.setRelease(rows, place / ROW, rows[place / ROW] | tag(key) << place % ROW * Byte.SIZE);
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

    /** Of the bits of the value that say the row last, so that values of one row have different ones; the same for each issuer. Never nought. */
    private static long tag(long key) {
        long high = key >>> 56;
        return high == 0 ? 1 : high;
    }

    /** Has a bit of each byte that is nought, and may have one of a byte above such a one; is nought if there is none. */
    private static long noughts(long bytes) {
        return bytes - ONES & ~bytes & HIGHS;
    }

    /** Whether there is nothing in it. */
    boolean isEmpty() {
        return slots == NOTHING;
    }

    /** How many there are. */
    int size() {
        return live.get();
    }

    /** The places at this moment, to be handed to {@link #first}, {@link #mayHave} and {@link #has}. */
    Slots slots() {
        return slots;
    }

    /**
     * The row of a value. Whoever looks for several values asks this of all of them first: then the processor waits for the memory of all at once.
     *
     * @param value its hash
     */
    static long first(Slots all, long value) {
        return all.row(all.home(value));
    }

    /**
     * Whether {@link #has} has to be asked: nought if nobody is meant. Seldom anything else, and without a branch, so that the processor does not guess.
     *
     * @param first the row of the value
     */
    static long mayHave(long first, long value) {
        long free = noughts(first);
        return noughts(first ^ tag(value) * ONES) | ~(free | -free) & Long.MIN_VALUE;
    }

    /** As {@link #has(Slots, long, long, long, long, Clock)}. */
    boolean has(long key, long other, long issuedAt, Clock clock) {
        Slots all = slots;
        return has(all, first(all, key), key, other, issuedAt, clock);
    }

    /**
     * Whether somebody is meant by one of two keys of the same value.
     *
     * @param first the row of the value
     * @param issuedAt when the token was issued, in seconds since 1970, or {@link #UNKNOWN}
     * @param clock is read only where there is one of these keys
     */
    static boolean has(Slots all, long first, long key, long other, long issuedAt, Clock clock) {
        long tags = tag(key) * ONES;
        int at = all.home(key);
        for (long row = first; ; row = all.row(at)) {
            for (long same = noughts(row ^ tags); same != 0; same &= same - 1) {
                int place = at * ROW + Long.numberOfTrailingZeros(same) / Byte.SIZE;
                long plain = all.pairs[2 * place] & ~BLOCK;
                if ((plain == key || plain == other)
                        && counts((long) LONGS.getAcquire(all.pairs, 2 * place + 1), issuedAt, clock)) {
                    return true;
                }
            }
            if (noughts(row) != 0) { // a place is free: nothing was put further on
                return false;
            }
            at = all.next(at);
        }
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

    /** The times of a key, block or not, as {@link #times} has them; nought for none. For anybody. */
    long get(long key) {
        Slots all = slots;
        int at = all.find(key);
        return all.isFree(at) ? 0 : (long) LONGS.getAcquire(all.pairs, 2 * at + 1);
    }

    /** As {@link #has}, of one key, block or not. */
    boolean isMeant(long key, long issuedAt, Clock clock) {
        long times = get(key);
        return times != 0 && counts(times, issuedAt, clock);
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
        if (!all.isFree(at)) {
            live.addAndGet(all.pairs[2 * at + 1] == 0 ? 1 : 0);
            LONGS.setRelease(all.pairs, 2 * at + 1, times);
            return;
        }
        if (all == NOTHING || (taken + 1L) * 4 > all.places() * 3L) {
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
        for (int at = 0; at < all.places(); at++) {
            counting += !all.isFree(at) && lasts(all.pairs[2 * at + 1], now) ? 1 : 0;
        }
        int places = ROW;
        while (places * 2L < 3L * (counting + 1)) {
            places *= 2;
        }
        Slots next = new Slots(places);
        for (int at = 0; at < all.places(); at++) {
            long key = all.pairs[2 * at];
            if (!all.isFree(at) && lasts(all.pairs[2 * at + 1], now)) {
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
        if (!all.isFree(at) && all.pairs[2 * at + 1] != 0) {
            LONGS.setRelease(all.pairs, 2 * at + 1, 0L);
            if (live.decrementAndGet() == 0) {
                taken = 0;
                slots = NOTHING;
            }
        }
    }

    /** Puts those of another table in that count, and are not here. */
    void join(Table other, long now) {
        Slots all = other.slots;
        for (int at = 0; at < all.places(); at++) {
            long key = all.pairs[2 * at];
            long times = all.pairs[2 * at + 1];
            if (!all.isFree(at) && times != 0 && lasts(times, now) && get(key) == 0) {
                put(key, times, now);
            }
        }
    }

    /** The bytes that it takes. */
    long bytes() {
        Slots all = slots;
        return ((long) all.rows.length + all.pairs.length) * Long.BYTES;
    }
}
