package io.stagedoor.shared.redis.internal.state;

import io.stagedoor.shared.redis.internal.protect.Sealer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What Redis' keys are called: a prefix that all have, so that a cluster keeps them in one place and a script can work on several of them, a letter, and a digest.
 * Immutable.
 */
final class Names {

    private final Sealer sealer;
    private final String prefix;

    Names(Sealer sealer, String prefix) {
        this.sealer = sealer;
        this.prefix = '{' + prefix + "}:";
    }

    /** Epoch, count and ends. */
    byte[] epoch() {
        return text("epoch");
    }

    /** How often a server has kept something. */
    byte[] server(String id) {
        return text("s:" + id);
    }

    /** The channel of news. */
    byte[] news() {
        return text("news");
    }

    byte[] claim(String kind, byte[] key) {
        return text("c:" + sealer.name("claim", kind(kind), key));
    }

    byte[] places(String kind, byte[] key) {
        return text("p:" + sealer.name("places", kind(kind), key));
    }

    byte[] count(byte[] key) {
        return text("n:" + sealer.name("count", key));
    }

    byte[] values(String kind) {
        return text("v:" + sealer.name("values", kind(kind)));
    }

    byte[] ends(String kind) {
        return text("e:" + sealer.name("values", kind(kind)));
    }

    byte[] changes(String kind) {
        return text("x:" + sealer.name("values", kind(kind)));
    }

    byte[] field(String kind, byte[] key) {
        return sealer.digest("field", kind(kind), key);
    }

    byte[] member(byte[] places, byte[] member) {
        return sealer.digest("member", places, member);
    }

    /** For which the value of a field is sealed. */
    byte[] sealedFor(byte[] values, byte[] field) {
        return ByteBuffer.allocate(values.length + field.length)
                .put(values)
                .put(field)
                .array();
    }

    private byte[] text(String rest) {
        return (prefix + rest).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] kind(String kind) {
        return kind.getBytes(StandardCharsets.US_ASCII);
    }
}
