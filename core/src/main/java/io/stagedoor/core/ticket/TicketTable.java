package io.stagedoor.core.ticket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tickets in memory: an array of bytes each, found from the place that its key says, onwards, and what they have in common once. Keys are digests, so nobody
 * chooses a place. Any number of readers, without a lock; one writer at a time, who holds a lock of its own.
 */
final class TicketTable {

    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(byte[][].class);
    private static final byte[] GONE = {};
    private static final int LEAST = 16;

    /** Where the parts of a record are: the key, what is common, a hash of the owner, and what is its own. */
    private static final int COMMON = 16;

    private static final int OWNER = 20;
    private static final int OWN = 24;

    private volatile byte[][] slots = new byte[LEAST][];
    private volatile Packed.Common[] common = new Packed.Common[0];

    /** For the writer, as what follows. */
    private final Map<ByteBuffer, Integer> places = new HashMap<>();

    private int commons;
    /** Places that have a record, taken back or not. */
    private int taken;

    private final AtomicInteger size = new AtomicInteger();

    /** How many there are, those included that have ended. */
    int size() {
        return size.get();
    }

    /** The ticket of a key; {@code null} for none. */
    @Nullable
    Ticket find(TicketKey key) {
        byte[][] all = slots;
        int at = home(key, all);
        for (byte[] there = read(all, at); there != null; there = read(all, at)) {
            if (is(there, key)) {
                return ticket(key, there);
            }
            at = at + 1 & all.length - 1;
        }
        return null;
    }

    private Ticket ticket(TicketKey key, byte[] record) {
        return Packed.ticket(key, common[ByteBuffer.wrap(record).getInt(COMMON)], record, OWN);
    }

    private static byte @Nullable [] read(byte[][] all, int at) {
        return (byte[]) SLOTS.getAcquire(all, at);
    }

    private static int home(TicketKey key, byte[][] all) {
        return (int) key.high() & all.length - 1;
    }

    private static boolean is(byte[] record, TicketKey key) {
        if (record.length == 0) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(record);
        return bytes.getLong() == key.high() && bytes.getLong() == key.low();
    }

    /** Puts one in, in place of another of the same key. */
    void put(TicketKey key, Packed packed, String owner) {
        byte[] record = ByteBuffer.allocate(OWN + packed.own().length)
                .putLong(key.high())
                .putLong(key.low())
                .putInt(place(packed.common()))
                .putInt(owner.hashCode())
                .put(packed.own())
                .array();
        if ((taken + 1L) * 3 > slots.length * 2L) {
            grow();
        }
        byte[][] all = slots;
        int at = home(key, all);
        while (all[at] != null && !is(all[at], key)) {
            at = at + 1 & all.length - 1;
        }
        if (all[at] == null) {
            taken++;
            size.incrementAndGet();
        }
        SLOTS.setRelease(all, at, record);
    }

    private int place(byte[] bytes) {
        return places.computeIfAbsent(ByteBuffer.wrap(bytes), key -> {
            Packed.Common[] before = common;
            Packed.Common[] after =
                    commons < before.length ? before : Arrays.copyOf(before, Math.max(LEAST, 2 * before.length));
            after[commons] = Packed.Common.of(bytes);
            common = after;
            return commons++;
        });
    }

    private void grow() {
        byte[][] before = slots;
        int length = LEAST;
        while (length < 2 * (size.get() + 1)) {
            length *= 2;
        }
        byte[][] after = new byte[length][];
        for (byte[] record : before) {
            if (record != null && record.length > 0) {
                int at = home(key(record), after);
                while (after[at] != null) {
                    at = at + 1 & length - 1;
                }
                after[at] = record;
            }
        }
        taken = size.get();
        slots = after;
    }

    private static TicketKey key(byte[] record) {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        return new TicketKey(bytes.getLong(), bytes.getLong());
    }

    /** Takes one out; its place stays taken until the table grows or is made anew. */
    boolean remove(TicketKey key) {
        byte[][] all = slots;
        int at = home(key, all);
        while (all[at] != null) {
            if (is(all[at], key)) {
                SLOTS.setRelease(all, at, GONE);
                size.decrementAndGet();
                return true;
            }
            at = at + 1 & all.length - 1;
        }
        return false;
    }

    /** Visits all. One that comes or goes meanwhile may be missed. */
    void forEach(BiConsumer<TicketKey, Ticket> visitor) {
        byte[][] all = slots;
        for (int at = 0; at < all.length; at++) {
            byte[] record = read(all, at);
            if (record != null && record.length > 0) {
                TicketKey key = key(record);
                visitor.accept(key, ticket(key, record));
            }
        }
    }

    /** Visits those of one owner. */
    void ofOwner(String owner, BiConsumer<TicketKey, Ticket> visitor) {
        int hash = owner.hashCode();
        byte[][] all = slots;
        for (int at = 0; at < all.length; at++) {
            byte[] record = read(all, at);
            if (record != null && record.length > 0 && ByteBuffer.wrap(record).getInt(OWNER) == hash) {
                TicketKey key = key(record);
                Ticket ticket = ticket(key, record);
                if (ticket.owner().equals(owner)) {
                    visitor.accept(key, ticket);
                }
            }
        }
    }
}
