package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Secret;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Follows a secret: reads it at once, and where it is in a file again and again, by content. File events are not used: they
 * do not tell of a link that leads elsewhere, which is how mounted secrets change. {@link #follow} and {@link #close} are for
 * one thread at a time.
 */
final class SecretWatch implements AutoCloseable {

    private static final long POLL_MILLIS = 250;

    private final BiConsumer<SecretSource, Reading> listener;
    private ScheduledExecutorService poller;

    /** What a secret's source said: a secret, or why there is none. */
    record Reading(Secret secret, String problem) {
        static Reading of(SecretSource source) {
            try {
                return new Reading(source.read(), null);
            } catch (IllegalArgumentException e) {
                return new Reading(null, e.getMessage());
            }
        }
    }

    /**
     * @param listener told on another thread when the source says something else than before; the source tells whether that is
     *     still of interest
     */
    SecretWatch(BiConsumer<SecretSource, Reading> listener) {
        this.listener = listener;
    }

    /** Follows this source from now on, and no other. */
    Reading follow(SecretSource source) {
        stop();
        Reading first = Reading.of(source);
        if (source instanceof SecretSource.InFile) {
            poller = Executors.newSingleThreadScheduledExecutor(SecretWatch::thread);
            poller.scheduleWithFixedDelay(new Poll(source, first), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
        return first;
    }

    /** When this returns, no thread of this bundle is left, unless a file system keeps it. */
    @Override
    public void close() {
        ScheduledExecutorService stopped = poller;
        stop();
        if (stopped == null) {
            return;
        }
        try {
            stopped.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop() {
        if (poller != null) {
            poller.shutdownNow();
            poller = null;
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "stagedoor-jwt-secret", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /** A file is believed when it says the same twice: one that is just being written may be cut off anywhere. */
    private final class Poll implements Runnable {
        private final SecretSource source;
        private Reading told;
        private Reading seen;

        Poll(SecretSource source, Reading told) {
            this.source = source;
            this.told = told;
            this.seen = told;
        }

        @Override
        public void run() {
            Reading now = Reading.of(source);
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(told)) {
                told = now;
                listener.accept(source, now);
            }
        }
    }
}
