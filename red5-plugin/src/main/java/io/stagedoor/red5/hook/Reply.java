package io.stagedoor.red5.hook;

import java.util.Map;
import java.util.Optional;

/**
 * A gate's answer to a call of a method of Stagedoor's own, see {@link Gate#command}. Immutable.
 *
 * @since 3.0
 */
public final class Reply {

    /** How a call ends. */
    private enum Way {
        RESULT,
        FAILURE,
        UNKNOWN
    }

    private static final Reply UNKNOWN = new Reply(Way.UNKNOWN, Map.of());

    private final Way way;
    private final Map<String, Object> content;

    private Reply(Way way, Map<String, Object> content) {
        this.way = way;
        this.content = Map.copyOf(content);
    }

    /**
     * The result of the call.
     *
     * @param content texts, numbers, booleans, and lists and maps of these; may be empty
     */
    public static Reply result(Map<String, Object> content) {
        return new Reply(Way.RESULT, content);
    }

    /**
     * Answers that the call has failed.
     *
     * @param content as of {@link #result}: what the client is told of it
     */
    public static Reply failure(Map<String, Object> content) {
        return new Reply(Way.FAILURE, content);
    }

    /** Answers as for a method that does not exist. */
    public static Reply unknown() {
        return UNKNOWN;
    }

    /** Whether the call has succeeded. */
    public boolean succeeded() {
        return way == Way.RESULT;
    }

    /** What the client is told; empty for a method that does not exist. Unmodifiable. */
    public Optional<Map<String, Object>> content() {
        return way == Way.UNKNOWN ? Optional.empty() : Optional.of(content);
    }
}
