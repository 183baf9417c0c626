package io.stagedoor.core.audit;

import io.stagedoor.auth.support.text.Redacted;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends decisions to one EventAdmin, from a bounded queue and by a thread of its own: whatever that EventAdmin does costs events,
 * which are counted, and neither a decision nor a line of the audit log.
 */
final class EventPoster {

    static final String TOPIC = "io/stagedoor/DECISION";
    static final String NOTICES = "io/stagedoor/EXPIRING";

    private static final Logger LOG = LoggerFactory.getLogger(EventPoster.class);
    private static final long STOP_WAIT_MILLIS = 500;

    private final EventAdmin admin;
    private final LineQueue queue = new LineQueue();
    private final long stopWaitMillis;
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread = new Thread(this::run, "stagedoor-events");
    private volatile boolean stopping;
    private volatile String problem = "";

    EventPoster(EventAdmin admin) {
        this(admin, STOP_WAIT_MILLIS);
    }

    EventPoster(EventAdmin admin, long stopWaitMillis) {
        this.admin = admin;
        this.stopWaitMillis = stopWaitMillis;
        thread.setDaemon(true);
        thread.start();
    }

    boolean sendsTo(EventAdmin other) {
        return admin == other;
    }

    /** Takes a decision. Never waits. */
    void post(AuditLine line) {
        if (!queue.offer(line)) {
            lost.addAndGet(line.count());
        }
    }

    /** How many decisions were not sent since the last time that somebody asked. */
    long lost() {
        return lost.getAndSet(0);
    }

    /** What the EventAdmin threw last since somebody asked; empty if nothing. It is known before the event is counted. */
    String problem() {
        String last = problem;
        problem = "";
        return last;
    }

    /** Sends what is in the queue, if that takes no longer than a moment, and stops. */
    void close() {
        stopping = true;
        queue.wake();
        try {
            thread.join(stopWaitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        while (!stopping || queue.size() > 0) {
            try {
                send(queue.take());
            } catch (InterruptedException e) {
                if (stopping) {
                    LOG.debug("{} decision(s) were not sent: the EventAdmin stopped.", queue.size());
                    return;
                }
            }
        }
    }

    private void send(AuditLine line) {
        if (LineQueue.isWake(line)) {
            return;
        }
        try {
            admin.postEvent(new Event(line.event().isNotice() ? NOTICES : TOPIC, line.fields()));
        } catch (RuntimeException | Error e) { // of somebody else's: the next decision may fare better
            problem = Redacted.of(e.toString());
            lost.addAndGet(line.count());
        }
    }
}
