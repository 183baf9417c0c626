package io.stagedoor.auth.support;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls a source on its own thread, and reports each new value. Does not use file events: they miss a link that leads elsewhere,
 * and mounted secrets change by such a link.
 */
public final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long PATIENCE_SECONDS = 2;

    private final ScheduledExecutorService poller;

    private Watch(ScheduledExecutorService poller) {
        this.poller = poller;
    }

    /**
     * Begins to watch.
     *
     * @param threadName what the thread is called; it is a daemon and has no context class loader
     * @param period the pause between two questions
     * @param source what is watched
     * @param first what it said before; told is only what differs
     * @param listener told on the watch's thread; may be told for a moment after {@link #stop}
     */
    public static <T> Watch of(String threadName, Duration period, Supplier<T> source, T first, Consumer<T> listener) {
        ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(null, work, threadName, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        });
        Runnable poll = new Poll<>(source, first, listener);
        poller.scheduleWithFixedDelay(poll, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        return new Watch(poller);
    }

    /** Stops polling; does not wait for a poll that is under way. */
    public void stop() {
        poller.shutdownNow();
    }

    /** When this returns, the thread has ended, unless a file system keeps it. */
    @Override
    public void close() {
        stop();
        try {
            poller.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Poll<T> implements Runnable {
        private final Supplier<T> source;
        private final Consumer<T> listener;
        private T told;
        private boolean complained;

        Poll(Supplier<T> source, T first, Consumer<T> listener) {
            this.source = source;
            this.told = first;
            this.listener = listener;
        }

        @Override
        public void run() {
            try {
                T now = source.get();
                if (!now.equals(told)) {
                    listener.accept(now);
                    told = now;
                }
                complained = false;
            } catch (RuntimeException e) {
                // Thrown on, it would end the watching without a word. Its text may show what is watched.
                if (!complained) {
                    complained = true;
                    LOG.error(
                            "{} failed with {}. What was read before stays in force; Stagedoor tries again",
                            Thread.currentThread().getName(),
                            e.getClass().getName());
                }
            }
        }
    }
}
