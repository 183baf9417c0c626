package io.stagedoor.core.audit;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends decisions to the EventAdmin of the moment, if there is one. */
final class DecisionEvents {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionEvents.class);

    private final AtomicReference<@Nullable EventPoster> poster = new AtomicReference<>();

    /** Never waits. */
    void post(AuditLine line) {
        EventPoster current = poster.get();
        if (current != null) {
            current.post(line);
        }
    }

    void come(EventAdmin admin) {
        end(poster.getAndSet(new EventPoster(admin)));
        LOG.info("EventAdmin registered: decisions are sent to topic {}.", EventPoster.TOPIC);
    }

    /** Another one may have come before this one goes. */
    void go(EventAdmin admin) {
        EventPoster current = poster.get();
        if (current != null && current.sendsTo(admin) && poster.compareAndSet(current, null)) {
            end(current);
            LOG.info("EventAdmin unregistered: decisions are written to the audit log only.");
        }
    }

    /** Says in the server's log what was lost since the last time. */
    void report() {
        EventPoster current = poster.get();
        if (current != null) {
            report(current);
        }
    }

    void close() {
        end(poster.getAndSet(null));
    }

    private static void end(@Nullable EventPoster last) {
        if (last != null) {
            last.close();
            report(last);
        }
    }

    private static void report(EventPoster poster) {
        long lost = poster.lost();
        String problem = poster.problem();
        if (lost > 0) {
            LOG.warn(
                    "{} decision(s) were not sent to the EventAdmin: {}. They are in the audit log.",
                    lost,
                    problem.isEmpty() ? "it is too slow" : problem);
        }
    }
}
