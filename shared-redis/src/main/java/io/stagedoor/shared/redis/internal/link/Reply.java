package io.stagedoor.shared.redis.internal.link;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a {@link Script} has answered.
 *
 * @param parts the word and what follows
 */
public record Reply(List<?> parts) {

    /** The first part. */
    public String word() {
        return text(0);
    }

    /** A part as text; empty if there are less. */
    public String text(int at) {
        return new String(bytes(at), StandardCharsets.UTF_8);
    }

    /** A part as bytes; none if there are less. */
    public byte[] bytes(int at) {
        return at < parts.size() && parts.get(at) instanceof byte[] bytes ? bytes : new byte[0];
    }

    /** A part as a number; nought if there are less. */
    public long number(int at) {
        String text = text(at);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    /** A part that is a list of bytes. */
    public List<byte[]> list(int at) {
        return at < parts.size() && parts.get(at) instanceof List<?> list
                ? list.stream().map(byte[].class::cast).toList()
                : List.of();
    }

    /** Shows the word only. */
    @Override
    public String toString() {
        return "Reply[" + word() + "]";
    }
}
