package io.stagedoor.red5.plugin.web;

import io.stagedoor.host.log.StagedoorLog;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/** A log line for an event that a client can cause at will; written once a minute at most. Thread-safe. */
final class Complaint {

    private static final Logger LOG = StagedoorLog.logger(Complaint.class);
    private static final long EVERY = TimeUnit.MINUTES.toNanos(1);

    private final String text;
    private final AtomicLong times = new AtomicLong();
    private final AtomicLong lastSaid = new AtomicLong(System.nanoTime() - EVERY);

    /** With a text whose last {@code {}} is how often it happened since it was said last. */
    Complaint(String text) {
        this.text = text;
    }

    void of(Object... details) {
        long all = times.incrementAndGet();
        long last = lastSaid.get();
        long now = System.nanoTime();
        if (now - last < EVERY || !lastSaid.compareAndSet(last, now)) {
            return;
        }
        times.addAndGet(-all);
        Object[] values = Arrays.copyOf(details, details.length + 1);
        values[details.length] = all;
        LOG.warn(text, values);
    }
}
