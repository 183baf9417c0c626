package io.stagedoor.auth.roundtrip.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of one authenticator. They end by themselves when there is nothing to do. */
final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    static final String PREFIX = "stagedoor-roundtrip";

    private static final int HTTP_THREADS = 8;
    private static final int MAX_WAITING = 4096;
    private static final long IDLE_SECONDS = 2;

    /** Nothing that the HTTP client does on it blocks, but looking up the name of a host. */
    private final ThreadPoolExecutor http = pool("http", HTTP_THREADS, Integer.MAX_VALUE);

    private final ThreadPoolExecutor lazy = pool("ask", 1, MAX_WAITING);

    Executor http() {
        return http;
    }

    /** Runs what waits for an answer; throws {@code RejectedExecutionException} when too much waits already. */
    Executor lazy() {
        return lazy;
    }

    /** How many may wait for an answer at once. */
    void allow(int concurrent) {
        // In this order: the core is never larger than the most.
        if (concurrent > lazy.getMaximumPoolSize()) {
            lazy.setMaximumPoolSize(concurrent);
            lazy.setCorePoolSize(concurrent);
        } else {
            lazy.setCorePoolSize(concurrent);
            lazy.setMaximumPoolSize(concurrent);
        }
    }

    /**
     * Takes no more questions, and gives those that are under way this long to be finished. The threads of the HTTP client end
     * when nobody needs them any more.
     */
    void close(Duration bound) {
        lazy.shutdown();
        try {
            if (!lazy.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped while the backend was being asked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static ScheduledThreadPoolExecutor scheduler(String name, int threads) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(threads, factory(name));
        scheduler.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        scheduler.allowCoreThreadTimeOut(true);
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    private static ThreadPoolExecutor pool(String name, int threads, int waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), factory(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory factory(String name) {
        return work -> {
            Thread thread = new Thread(null, work, PREFIX + "-" + name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        };
    }
}
