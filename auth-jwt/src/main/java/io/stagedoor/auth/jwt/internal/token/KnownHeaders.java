package io.stagedoor.auth.jwt.internal.token;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The header segments of tokens that were signed with the key: an issuer writes the same few again and again. Only who has
 * the key can put one in, so strangers cannot drive them out. Readers take no lock; the size is fixed.
 */
public final class KnownHeaders {

    private static final int SIZE = 8;

    private final AtomicReferenceArray<Known> headers = new AtomicReferenceArray<>(SIZE);
    private final AtomicInteger next = new AtomicInteger();

    private record Known(byte[] segment, JoseHeader header) {}

    /** The token's header; {@code null} if it is not known. */
    public @Nullable JoseHeader header(CompactJws token) {
        for (int i = 0; i < SIZE; i++) {
            Known known = headers.get(i);
            if (known == null) {
                return null;
            }
            if (token.hasHeader(known.segment())) {
                return known.header();
            }
        }
        return null;
    }

    /** Remembers the header of a token that one of our keys has signed. */
    public void add(CompactJws token, JoseHeader header) {
        headers.set(Math.floorMod(next.getAndIncrement(), SIZE), new Known(token.headerSegment(), header));
    }
}
