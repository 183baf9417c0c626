package io.stagedoor.red5.plugin.ending;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that end what clients have. What may wait for a client, what ends it all the same, and what may run an application's
 * code have threads of their own each, so that none of them waits for another kind. Thread-safe.
 */
public final class Workers implements AutoCloseable {

    private static final int THREADS = 16;
    private static final long KEEP_SECONDS = 10;

    private final ThreadPoolExecutor words = pool("stagedoor-words-");
    private final ThreadPoolExecutor cuts = pool("stagedoor-cuts-");
    private final ThreadPoolExecutor closes = pool("stagedoor-closes-");
    private final ScheduledThreadPoolExecutor later =
            new ScheduledThreadPoolExecutor(1, task -> daemon(task, "stagedoor-closer"));

    /** Any client can have Red5 call a public constructor without arguments. */
    private Workers() {
        later.setRemoveOnCancelPolicy(true);
    }

    /** Workers of their own, without a thread until there is something to do. */
    public static Workers ready() {
        return new Workers();
    }

    private static ThreadPoolExecutor pool(String name) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                KEEP_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, name + count.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Tells a client something, which may wait for the client: soon, or never. Whoever calls sees to it that the wait ends. */
    public void say(Runnable task) {
        run(words, task);
    }

    /** Ends something without waiting for its client. */
    public void cut(Runnable task) {
        run(cuts, task);
    }

    /** Ends something by Red5's own means, which may run the application's code. */
    public void handOver(Runnable task) {
        run(closes, task);
    }

    private static void run(ThreadPoolExecutor pool, Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) { // stopping
            task.run();
        }
    }

    /**
     * Does something later, on the thread that all others wait for, too: hands on what takes time.
     *
     * @return for taking it back; {@code null} if the server stops, and it is not done
     */
    public @Nullable Future<?> later(Duration delay, Runnable task) {
        try {
            return later.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    /** How much there is to do later. */
    public int pending() {
        return later.getQueue().size();
    }

    /** Does what was asked for, and nothing that is asked for later. */
    @Override
    public void close() {
        later.shutdown();
        words.shutdown();
        cuts.shutdown();
        closes.shutdown();
    }
}
