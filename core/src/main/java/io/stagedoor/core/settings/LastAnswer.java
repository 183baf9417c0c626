package io.stagedoor.core.settings;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When an authenticator said last that a client may stay, for one that is asked about again from time to time. Times are those of {@link System#nanoTime},
 * which nobody sets, and which goes on while bundles are replaced. Immutable.
 *
 * @param at when it said so
 * @param due when it wants to be asked again; empty for when the configuration of the application says
 */
public record LastAnswer(long at, OptionalLong due) {

    /** Of a session with one: when, as every front end keeps it. */
    private static final String AT = "answeredAt";

    private static final String DUE = "recheckAt";

    /** This one, with a later answer of the same client that wants to be asked again at that time: an earlier time stays. */
    public LastAnswer dueBy(long time) {
        return due.isPresent() && due.getAsLong() - time <= 0 ? this : new LastAnswer(at, OptionalLong.of(time));
    }

    /** Writes it into a session. */
    public void putInto(Map<String, Object> session) {
        session.put(AT, at);
        due.ifPresent(time -> session.put(DUE, time));
    }

    /**
     * What a session has of it, as every front end keeps it. Reads one entry, or two.
     *
     * @return empty for a client that is not asked about again, and for entries of another type
     */
    public static Optional<LastAnswer> peek(Map<String, Object> session) {
        return session.get(AT) instanceof Long at
                ? Optional.of(new LastAnswer(
                        at, session.get(DUE) instanceof Long due ? OptionalLong.of(due) : OptionalLong.empty()))
                : Optional.empty();
    }

    /**
     * What a session has of it, if all of it is as it has to be.
     *
     * @throws IllegalArgumentException if an entry is of another type, or lacks the other one
     */
    public static Optional<LastAnswer> of(Map<String, Object> session) {
        Optional<LastAnswer> found = peek(session);
        boolean complete = found.isPresent()
                ? !session.containsKey(DUE) || found.get().due().isPresent()
                : !session.containsKey(AT) && !session.containsKey(DUE);
        if (!complete) {
            throw new IllegalArgumentException("session whose last answer has an entry of another type");
        }
        return found;
    }
}
