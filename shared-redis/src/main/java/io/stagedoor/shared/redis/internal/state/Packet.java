package io.stagedoor.shared.redis.internal.state;

import io.stagedoor.core.shared.SharedStateException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A name and bytes as one, before they are sealed.
 *
 * @param name a key, or a topic
 */
record Packet(String name, byte[] bytes) {

    byte[] toBytes() {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Short.BYTES + text.length + bytes.length)
                .putShort((short) text.length)
                .put(text)
                .put(bytes)
                .array();
    }

    /**
     * What {@link #toBytes} wrote.
     *
     * @throws SharedStateException for anything else
     */
    static Packet of(byte[] whole) throws SharedStateException {
        try {
            ByteBuffer all = ByteBuffer.wrap(whole);
            byte[] text = new byte[all.getShort()];
            all.get(text);
            byte[] rest = new byte[all.remaining()];
            all.get(rest);
            return new Packet(new String(text, StandardCharsets.UTF_8), rest);
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new SharedStateException(
                    "another version of Stagedoor has written to Redis what this one cannot read", e);
        }
    }

    /** Shows nothing. */
    @Override
    public String toString() {
        return "Packet";
    }
}
