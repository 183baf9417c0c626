package io.stagedoor.core.carrier;

import org.jspecify.annotations.Nullable;

/**
 * The query behind a stream's name as a carrier of credentials, {@code stream1?token=…}: what encoders send whose only field is a
 * stream key. To be read from the call's raw argument: Red5 makes connection attributes of it, which a client can write at will.
 */
public final class StreamNameQuery {

    private StreamNameQuery() {}

    /**
     * Adds what is behind a stream's name.
     *
     * @param name as the client sent it; may be anything, and {@code null}
     */
    public static void read(@Nullable String name, ClientParameters into) {
        if (name != null) {
            QueryString.read(QueryString.behindMark(name), "&", into.from("query of the stream name"));
        }
    }

    /** What a stream's name alone carries. */
    public static ClientParameters of(@Nullable String name) {
        ClientParameters parameters = new ClientParameters();
        read(name, parameters);
        return parameters;
    }
}
