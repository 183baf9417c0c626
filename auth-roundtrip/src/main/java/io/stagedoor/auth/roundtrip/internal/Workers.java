package io.stagedoor.auth.roundtrip.internal;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
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

    private static final int LOOKUP_THREADS = 4;
    private static final int MAX_WAITING = 4096;
    private static final long IDLE_SECONDS = 2;

    /** Looks up names of hosts, which may take as long as the name service likes. */
    private final ThreadPoolExecutor lookup = pool("lookup", LOOKUP_THREADS, MAX_WAITING);

    /** Breaks off what takes too long. */
    private final ScheduledThreadPoolExecutor clock = scheduler("clock", 1);

    private final ThreadPoolExecutor lazy = pool("ask", 1, MAX_WAITING);

    private final LazyQueue lazyQueue = new LazyQueue(lazy, MAX_WAITING);

    /** For names of hosts. */
    ExecutorService lookup() {
        return lookup;
    }

    /** For what is to be done later, and does not block. */
    ScheduledExecutorService clock() {
        return clock;
    }

    /** Runs what waits for an answer; throws {@code RejectedExecutionException} when too much waits already. */
    LazyQueue lazy() {
        return lazyQueue;
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
     * Takes no more questions, and gives those that are under way this long to be finished. Threads that these need end when
     * nobody needs them any more.
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
