package io.stagedoor.auth.jwt.internal.token;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The header segments of tokens that keys of issuers have signed: each issuer writes the same one for each of its keys. Only who has a key can put
 * one in, so strangers cannot drive them out. Of two that want the same place, the later one has it. Readers take no lock; the size is fixed.
 */
public final class IssuedHeaders {

    /** A power of two; several times the keys that usually sign. */
    private static final int SIZE = 256;
    /** Longer ones are read each time: what is kept is bounded, whatever issuers write. */
    private static final int MOST_CHARACTERS = 1024;

    private final AtomicReferenceArray<Known> headers = new AtomicReferenceArray<>(SIZE);

    private record Known(byte[] segment, JoseHeader header) {}

    /** The token's header; {@code null} if it is not known. */
    public @Nullable JoseHeader header(CompactJws token) {
        Known known = headers.get(place(token));
        return known != null && token.hasHeader(known.segment()) ? known.header() : null;
    }

    /** Remembers the header of a token that a key of an issuer has signed. */
    public void add(CompactJws token, JoseHeader header) {
        byte[] segment = token.headerSegment();
        if (segment.length <= MOST_CHARACTERS) {
            headers.set(place(token), new Known(segment, header));
        }
    }

    private static int place(CompactJws token) {
        int hash = token.headerHash();
        return (hash ^ hash >>> 16) & SIZE - 1;
    }
}
