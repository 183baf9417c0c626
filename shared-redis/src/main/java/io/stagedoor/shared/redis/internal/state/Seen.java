package io.stagedoor.shared.redis.internal.state;

import java.nio.ByteBuffer;

/** Which digests were met already, while all are read: Redis may show one twice. By the first half of each; for one thread. */
final class Seen {

    private static final int FIRST = 1024;

    private long[] slots = new long[FIRST];
    private int size;

    /** Whether it was not met before. */
    boolean add(byte[] digest) {
        long key = ByteBuffer.wrap(digest).getLong();
        long stored = key == 0 ? 1 : key;
        if ((size + 1L) * 2 > slots.length) {
            grow();
        }
        return put(slots, stored);
    }

    private boolean put(long[] into, long key) {
        int at = (int) (key ^ key >>> 32) & into.length - 1;
        while (into[at] != 0) {
            if (into[at] == key) {
                return false;
            }
            at = at + 1 & into.length - 1;
        }
        into[at] = key;
        size++;
        return true;
    }

    private void grow() {
        long[] last = slots;
        long[] next = new long[2 * last.length];
        size = 0;
        for (long key : last) {
            if (key != 0) {
                put(next, key);
            }
        }
        slots = next;
    }
}
