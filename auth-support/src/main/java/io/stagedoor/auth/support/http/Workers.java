package io.stagedoor.auth.support.http;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that requests need beside their own. They end by themselves when there is nothing to do. Thread-safe. */
public final class Workers {

    private static final int LOOKUP_THREADS = 4;
    private static final int MAX_WAITING = 4096;
    private static final long IDLE_SECONDS = 2;

    private final ThreadPoolExecutor lookup;
    private final ScheduledThreadPoolExecutor clock;

    /** @param prefix what the names of the threads begin with */
    public Workers(String prefix) {
        this.lookup = pool(prefix + "-lookup", LOOKUP_THREADS, MAX_WAITING);
        this.clock = scheduler(prefix + "-clock", 1);
    }

    /** Looks up names of hosts, which may take as long as the name service likes. */
    ExecutorService lookup() {
        return lookup;
    }

    /** Breaks off what takes too long; for tasks that do not block. */
    ScheduledExecutorService clock() {
        return clock;
    }

    /** Threads for tasks that may block. */
    public static ThreadPoolExecutor pool(String name, int threads, int waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), factory(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Threads for tasks that are done later. */
    public static ScheduledThreadPoolExecutor scheduler(String name, int threads) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(threads, factory(name));
        scheduler.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        scheduler.allowCoreThreadTimeOut(true);
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    private static ThreadFactory factory(String name) {
        return work -> {
            Thread thread = new Thread(null, work, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        };
    }
}
