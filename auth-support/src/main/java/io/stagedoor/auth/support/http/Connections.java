package io.stagedoor.auth.support.http;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolEntry;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.pool.StrictConnPool;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/** Connections, kept for the next request. The caller bounds their number. */
final class Connections {

    private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(60);
    private static final long TIDY_SECONDS = 20;

    private final Dialer dialer;
    private final ScheduledExecutorService clock;
    private final StrictConnPool<HttpHost, Connection> pool = new StrictConnPool<>(
            Integer.MAX_VALUE, Integer.MAX_VALUE, TimeValue.NEG_ONE_MILLISECOND, PoolReusePolicy.LIFO, null);
    private final AtomicReference<@Nullable Future<?>> tidying = new AtomicReference<>();
    private volatile boolean retired;

    Connections(Dialer dialer, ScheduledExecutorService clock) {
        this.dialer = dialer;
        this.clock = clock;
    }

    /** One that was kept, if there is one that is still good, or a new one; broken off when the time is up. */
    PoolEntry<HttpHost, Connection> lease(HttpHost host, Deadline deadline, Expiry expiry)
            throws IOException, InterruptedException {
        PoolEntry<HttpHost, Connection> entry = free(host);
        try {
            while (entry.hasConnection()) {
                Connection kept = entry.getConnection();
                if (kept.isUsable()) {
                    expiry.guard(() -> kept.close(CloseMode.IMMEDIATE));
                    return entry;
                }
                pool.release(entry, false);
                entry = free(host);
            }
            entry.assignConnection(dialer.dial(host, deadline, expiry));
            return entry;
        } catch (IOException | InterruptedException | RuntimeException e) {
            pool.release(entry, false);
            throw e;
        }
    }

    private PoolEntry<HttpHost, Connection> free(HttpHost host) throws InterruptedException, IOException {
        try {
            return pool.lease(host, null).get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** @param reusable whether the next question may be sent on it */
    void giveBack(PoolEntry<HttpHost, Connection> entry, boolean reusable) {
        pool.release(entry, reusable && !retired);
        tidyLater();
    }

    private void tidyLater() {
        if (retired || tidying.get() != null) {
            return;
        }
        Future<?> later = clock.schedule(this::tidy, TIDY_SECONDS, TimeUnit.SECONDS);
        if (!tidying.compareAndSet(null, later) || retired) {
            later.cancel(false);
        }
    }

    private void tidy() {
        pool.closeExpired();
        pool.closeIdle(LONGEST_IDLE);
        tidying.set(null);
        if (pool.getTotalStats().getAvailable() > 0) {
            tidyLater();
        }
    }

    /** No connection is kept any more, and nothing is left to do later. Questions are still asked, each on a connection of its own. */
    void retire() {
        retired = true;
        Future<?> later = tidying.getAndSet(null);
        if (later != null) {
            later.cancel(false);
        }
        pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
    }
}
