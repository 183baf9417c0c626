package io.stagedoor.core.audit;

import java.time.Instant;
import java.util.Optional;

/** Lines that a log lacks: how many, and when they were lost. Thread-safe. */
public final class LostLines {

    private final Object lock = new Object();
    private volatile Loss loss = new Loss(0, Optional.empty(), Optional.empty());

    /**
     * What is lost at one moment.
     *
     * @param lines how many
     * @param first when the first one was lost; empty if none was
     * @param last when the last one was lost; empty if none was
     */
    public record Loss(long lines, Optional<Instant> first, Optional<Instant> last) {}

    /** None is lost. */
    public LostLines() {}

    /** Counts more. */
    public void add(long lines) {
        if (lines > 0) {
            Optional<Instant> now = Optional.of(Instant.now());
            synchronized (lock) {
                Loss before = loss;
                loss = new Loss(before.lines() + lines, before.first().or(() -> now), now);
            }
        }
    }

    /** What is lost at this moment. */
    public Loss now() {
        return loss;
    }
}
