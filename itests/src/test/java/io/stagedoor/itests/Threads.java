package io.stagedoor.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends what a test does beside itself, and returns when it has ended. A client that still connects when the next test has begun shows up in
 * that test's log.
 */
public final class Threads {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Threads() {}

    /** Lets what is under way come to its end, and begins nothing more. */
    public static void finish(ExecutorService threads) {
        threads.shutdown();
        await(threads);
    }

    /** Interrupts what is under way. */
    public static void stop(ExecutorService threads) {
        threads.shutdownNow();
        await(threads);
    }

    private static void await(ExecutorService threads) {
        try {
            assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("threads of the test have ended")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while threads of the test end", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
