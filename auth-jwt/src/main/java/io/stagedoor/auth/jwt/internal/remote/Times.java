package io.stagedoor.auth.jwt.internal.remote;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * The two clocks. What lies between two moments is measured by the one that nobody sets; how old something is, by both: the other one also runs
 * while the machine sleeps.
 *
 * @param wall the time of day
 * @param nanos as {@link System#nanoTime}
 */
record Times(Clock wall, LongSupplier nanos) {

    static final Times SYSTEM = new Times(Clock.systemUTC(), System::nanoTime);

    long now() {
        return nanos.getAsLong();
    }
}
