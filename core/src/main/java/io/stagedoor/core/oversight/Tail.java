package io.stagedoor.core.oversight;

import io.stagedoor.core.audit.Follower;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The lines of the audit log as they come, and the ends of what was allowed. For one reader; one that is too slow loses lines. */
public final class Tail implements AutoCloseable {

    private final Follower follower;

    Tail(Follower follower) {
        this.follower = follower;
    }

    /**
     * The next line: names and values, texts and numbers.
     *
     * @param wait how long to wait for one
     * @return empty if none has come
     */
    public Optional<Map<String, Object>> next(Duration wait) throws InterruptedException {
        return follower.next(wait);
    }

    /** How many lines were lost since this was asked last. */
    public long lost() {
        return follower.lost();
    }

    @Override
    public void close() {
        follower.close();
    }
}
