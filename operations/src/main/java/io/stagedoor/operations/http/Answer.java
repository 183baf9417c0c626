package io.stagedoor.operations.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What is answered.
 *
 * @param status of HTTP
 * @param headers further ones
 * @param length in bytes; -1 if nobody knows: the end of the connection ends it
 * @param body writes it
 */
public record Answer(int status, Map<String, String> headers, long length, Body body) {

    private static final String TYPE = "Content-Type";

    /** Writes what is answered. */
    @FunctionalInterface
    public interface Body extends AutoCloseable {

        /** Writes to the client; what is flushed is sent. Ends by an exception when the client is gone. */
        void write(OutputStream out) throws IOException, InterruptedException;

        /** Gives back what it holds, whether it has written or not. */
        @Override
        default void close() {}
    }

    /** One JSON text. */
    public static Answer json(int status, String json) {
        byte[] bytes = (json + "\n").getBytes(StandardCharsets.UTF_8);
        return new Answer(status, Map.of(TYPE, "application/json"), bytes.length, out -> out.write(bytes));
    }

    /**
     * A text of another type.
     *
     * @param type of the content, with its character set
     */
    public static Answer text(int status, String type, byte[] bytes) {
        return new Answer(status, Map.of(TYPE, type), bytes.length, out -> out.write(bytes));
    }

    /** The same without its body, for the method {@code HEAD}. */
    public Answer headOnly() {
        body.close();
        return new Answer(status, headers, length, out -> {});
    }

    /** JSON texts, one a line, as they come. */
    public static Answer lines(Body body) {
        return new Answer(200, Map.of(TYPE, "application/x-ndjson"), -1, body);
    }

    /**
     * A refusal.
     *
     * @param sentence plain ASCII, without quotes and backslashes: nothing that was sent
     */
    public static Answer error(int status, String sentence) {
        return json(status, "{\"error\":\"" + sentence + "\"}");
    }

    /** This answer with one more header. */
    public Answer with(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, Map.copyOf(more), length, body);
    }
}
