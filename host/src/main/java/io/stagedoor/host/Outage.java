package io.stagedoor.host;

import io.stagedoor.host.log.StagedoorLog;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** Logs why all clients are refused while there is no gate: once, and then each minute in which a client was refused. Thread-safe. */
public final class Outage {

    private static final Logger LOG = StagedoorLog.logger(Outage.class);
    private static final long EVERY = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong lastSaid = new AtomicLong(System.nanoTime() - EVERY);
    private volatile String cause = "Stagedoor is still starting";

    private Outage() {}

    /** One that begins with the process. Not by a constructor: Red5 has any client make objects of classes that have a public one. */
    public static Outage atStart() {
        return new Outage();
    }

    /** Says why from now on. */
    public void because(String why) {
        cause = why;
    }

    /** Why, in words for operators. */
    public String cause() {
        return cause;
    }

    /** A client was refused for it. */
    public void refused() {
        refused.incrementAndGet();
        long last = lastSaid.get();
        long now = System.nanoTime();
        if (now - last >= EVERY && lastSaid.compareAndSet(last, now)) {
            LOG.warn("All clients are refused ({} since the last line): {}.", refused.getAndSet(0), cause);
        }
    }
}
