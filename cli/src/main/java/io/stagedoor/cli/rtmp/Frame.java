package io.stagedoor.cli.rtmp;

import java.util.Objects;

/**
 * One audio or video message of a stream.
 *
 * @param kind what it holds
 * @param millis its time in the stream
 * @param data the body of the FLV tag, codec header first; not copied
 */
public record Frame(Kind kind, int millis, byte[] data) {

    /** What a frame holds. */
    public enum Kind {
        /** An FLV audio tag. */
        AUDIO,
        /** An FLV video tag. */
        VIDEO
    }

    /** Rejects {@code null}. */
    public Frame {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(data, "data");
    }
}
