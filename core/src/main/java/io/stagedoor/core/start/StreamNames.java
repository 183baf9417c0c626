package io.stagedoor.core.start;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamPath;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The server takes no other stream of a name before the one before has gone: whoever publishes in place of another client waits for that. Thread-safe. */
final class StreamNames {

    private static final long POLL_MILLIS = 20;

    private final Clock clock;

    StreamNames(Clock clock) {
        this.clock = clock;
    }

    /** For how long a client that begins may be kept waiting; never negative. */
    Duration left(Start start) {
        Duration left = Duration.between(clock.instant(), start.deadline());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Waits until those in whose place a client comes have the stream no more that it publishes; not on a thread that must not wait, and until the deadline at
     * most.
     *
     * @param isPublished whether one of them has it still
     * @return why the client must not begin; empty if it may
     */
    Optional<Decision> awaited(Start start, Predicate<StreamPath> isPublished) {
        while (start.action() == Action.PUBLISH && isPublished.test(start.stream())) {
            Duration left = left(start);
            if (left.isZero() || !start.who().mayWait() || !pause(left)) {
                return Optional.of(
                        new Decision.Unavailable(
                                "the client before, in whose place this one comes, is being disconnected: a later try succeeds"));
            }
        }
        return Optional.empty();
    }

    private static boolean pause(Duration left) {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.max(1, Math.min(POLL_MILLIS, left.toMillis())));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
