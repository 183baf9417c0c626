package io.stagedoor.core.meter;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many series there may be that have an application: one bound for all counters together. Thread-safe. */
final class Budget {

    static final int MOST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Budget.class);

    private final int most;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicBoolean told = new AtomicBoolean();

    Budget(int most) {
        this.most = most;
    }

    /** Whether there may be one more series, which is taken then. Says in the log once that there may not. */
    boolean take() {
        for (int before = taken.get(); before < most; before = taken.get()) {
            if (taken.compareAndSet(before, before + 1)) {
                return true;
            }
        }
        if (told.compareAndSet(false, true)) {
            LOG.warn(
                    "There are {} series of metrics with an application. Further ones are counted together, with the value '{}' of each label: configure fewer applications, or '*' for all of them.",
                    most,
                    Counter.OVERFLOW);
        }
        return false;
    }

    /** Somebody else has made the same series. */
    void giveBack() {
        taken.decrementAndGet();
    }

    int taken() {
        return taken.get();
    }
}
