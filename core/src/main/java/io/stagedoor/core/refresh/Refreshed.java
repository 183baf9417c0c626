package io.stagedoor.core.refresh;

import java.time.Instant;
import java.util.Optional;

/**
 * What came of new credentials of a client that is in.
 *
 * @param result what became of its grant
 * @param end when everything that it holds now ends; empty for no end, and for a grant that was not replaced
 */
public record Refreshed(Result result, Optional<Instant> end) {

    /** What became of the grant. Nobody is told why. */
    public enum Result {
        /** The new credentials have replaced it. */
        DONE,
        /** It goes on to its end; or the client was cut off, because the new credentials do not cover what it came for. */
        REFUSED,
        /** It goes on to its end, because nobody could judge the new credentials at this moment. */
        UNAVAILABLE,
        /** It goes on to its end, because there were too many new credentials for the client, or its sender. */
        TOO_MANY
    }

    static Refreshed done(Optional<Instant> end) {
        return new Refreshed(Result.DONE, end);
    }

    public static Refreshed not(Result result) {
        return new Refreshed(result, Optional.empty());
    }

    /** Whether the new credentials have replaced the grant. */
    public boolean isDone() {
        return result == Result.DONE;
    }
}
