package io.stagedoor.auth.jwt.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The header segments of tokens that were signed with the key: an issuer writes the same few again and again. Only who has
 * the key can put one in, so strangers cannot drive them out. Readers take no lock; the size is fixed.
 */
final class KnownHeaders {

    private static final int SIZE = 8;

    private final AtomicReferenceArray<byte[]> segments = new AtomicReferenceArray<>(SIZE);
    private final AtomicInteger next = new AtomicInteger();

    boolean contains(CompactJws token) {
        for (int i = 0; i < SIZE; i++) {
            byte[] segment = segments.get(i);
            if (segment == null) {
                return false;
            }
            if (token.hasHeader(segment)) {
                return true;
            }
        }
        return false;
    }

    void add(CompactJws token) {
        segments.set(Math.floorMod(next.getAndIncrement(), SIZE), token.headerSegment());
    }
}
