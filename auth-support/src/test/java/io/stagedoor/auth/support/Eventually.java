package io.stagedoor.auth.support;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The one place where tests wait. */
public final class Eventually {

    private Eventually() {}

    /** Waits until it is so; gives up after half a minute. */
    public static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never happened: " + what);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
