package io.stagedoor.auth.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The one place where unit tests wait for what other threads do. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Eventually() {}

    /** Waits until it is so; gives up after half a minute. */
    public static void eventually(BooleanSupplier condition) {
        eventually("what was waited for", condition);
    }

    /** As {@link #eventually(BooleanSupplier)}; says what it waited for when it gives up. */
    public static void eventually(String what, BooleanSupplier condition) {
        eventually(() -> what, condition);
    }

    /** As {@link #eventually(String, BooleanSupplier)}; asks what to say when it gives up. */
    public static void eventually(Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never happened: " + what.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
