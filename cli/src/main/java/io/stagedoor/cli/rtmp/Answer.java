package io.stagedoor.cli.rtmp;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to a call.
 *
 * @param accepted whether the call did what it was meant to
 * @param code the status code, for example {@code NetStream.Publish.Start}; {@link #CLOSED} or {@link #SILENT} when there was
 *     none
 * @param description the server's words; empty when there were none
 */
public record Answer(boolean accepted, String code, String description) {

    /** The code of an answer that never came because the connection ended. */
    public static final String CLOSED = "closed";

    /** The code of an answer that did not come in time. */
    public static final String SILENT = "silent";

    /** Rejects {@code null}. */
    public Answer {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(description, "description");
    }

    static Answer accepted(String code) {
        return new Answer(true, code, "");
    }

    static Answer refused(String code, String description) {
        return new Answer(false, code, description);
    }

    /** Reads a status object; one that does not say otherwise is an error, as is {@code null}. */
    static Answer of(@Nullable Object status) {
        if (!(status instanceof Map<?, ?> map)) {
            return refused("", String.valueOf(status));
        }
        boolean good = "status".equals(map.get("level"));
        return new Answer(good, text(map.get("code")), text(map.get("description")));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
