package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.support.http.Workers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that ask the backend while the client is already let in, with {@code lazyAuth=true}. Thread-safe. */
final class LazyWorkers {

    private static final Logger LOG = LoggerFactory.getLogger(LazyWorkers.class);
    private static final int MAX_WAITING = 4096;

    private final ThreadPoolExecutor threads;
    private final LazyQueue queue;

    /** @param prefix what the names of the threads begin with */
    LazyWorkers(String prefix) {
        this.threads = Workers.pool(prefix + "-ask", 1, MAX_WAITING);
        this.queue = new LazyQueue(threads, MAX_WAITING);
    }

    /** @throws RejectedExecutionException if too many wait, or the threads have ended */
    void execute(ByteBuffer network, Runnable task) {
        queue.execute(network, task);
    }

    /** How many may wait for an answer at once. */
    void allow(int concurrent) {
        // In this order: the core is never larger than the most.
        if (concurrent > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(concurrent);
            threads.setCorePoolSize(concurrent);
        } else {
            threads.setCorePoolSize(concurrent);
            threads.setMaximumPoolSize(concurrent);
        }
    }

    /** Takes no more questions, and gives those that are under way this long to be finished. */
    void close(Duration bound) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped while the backend was being asked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
