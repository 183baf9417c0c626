package io.stagedoor.core.shared.embedded;

import java.time.Duration;

/** Times as nanoseconds that can be added to those of a clock. */
final class Nanos {

    /** Longer than anything runs, and far enough from where numbers turn around. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

    private Nanos() {}

    static long of(Duration time) {
        return (time.compareTo(LONGEST) > 0 ? LONGEST : time).toNanos();
    }
}
