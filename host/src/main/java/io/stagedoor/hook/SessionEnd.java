package io.stagedoor.hook;

import java.util.Map;

/** When what a session holds ends. Whoever keeps sessions reads it, and then ends what their clients have by itself, also while there is no gate. */
public final class SessionEnd {

    /**
     * Key of a session, of a {@link Long}: when the session ends, in milliseconds since the epoch (UTC). Without it, the session has no end. A value of
     * another type is refused.
     */
    public static final String ENDS_AT = "endsAt";

    /** What {@link #of} answers for a session without an end. */
    public static final long NEVER = Long.MAX_VALUE;

    private SessionEnd() {}

    /**
     * When a session ends.
     *
     * @return milliseconds since the epoch (UTC), or {@link #NEVER}
     * @throws IllegalArgumentException if it says so by anything but a {@link Long}
     */
    public static long of(Map<String, Object> session) {
        Object end = session.get(ENDS_AT);
        if (end == null) {
            return NEVER;
        }
        if (end instanceof Long millis) {
            return millis;
        }
        throw new IllegalArgumentException(ENDS_AT + " of a session must be a Long, in milliseconds, and is "
                + end.getClass().getName());
    }
}
