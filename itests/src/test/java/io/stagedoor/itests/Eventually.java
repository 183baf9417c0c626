package io.stagedoor.itests;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what comes by itself, a bounded time: the one place in these tests that sleeps. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 20;

    private Eventually() {}

    /** What holds, or fails with an {@link AssertionError}. */
    @FunctionalInterface
    public interface Check {
        /** Looks once. */
        void run() throws Exception;
    }

    /** Returns when the check passes; fails as the check does when it has not within half a minute. */
    public static void eventually(Check check) {
        eventually(PATIENCE, check);
    }

    /** Returns when the check passes; fails as the check does when it has not within the time. */
    public static void eventually(Duration atMost, Check check) {
        eventually(atMost, () -> {
            check.run();
            return true;
        });
    }

    /** What the call returns as soon as it fails no more with an {@link AssertionError}. */
    public static <T> T eventually(Duration atMost, Callable<T> call) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                return call.call();
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
