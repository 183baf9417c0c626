package io.stagedoor.core.audit;

import io.stagedoor.auth.Reason;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts refusals by reason and application, for one line each in the server's log. What an operator has to mend is said with
 * the first client that is refused for it, with the setting, and again every time that it was counted. Another cause is said at once, too.
 */
final class RefusalSummary {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalSummary.class);

    private record Kind(String application, String authenticator, String reason) {}

    private static final class Tally {
        private final LongAdder count = new LongAdder();
        private final Set<String> said = ConcurrentHashMap.newKeySet();
    }

    /** Causes may hold what changes with each client: no more of them are said at a time. */
    static final int MOST_CAUSES = 5;

    private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();

    void count(AuditEvent event) {
        Kind kind = new Kind(event.application(), event.authenticator(), event.reason());
        Tally tally = tallies.computeIfAbsent(kind, unused -> new Tally());
        tally.count.increment();
        if (event.isOutage() && tally.said.size() < MOST_CAUSES) {
            String cause = cause(event);
            if (tally.said.add(cause)) {
                LOG.warn("Clients of '{}' are refused: {}.", event.application(), cause);
            }
        }
    }

    /** How many kinds are counted, for tests: they are kept. */
    int kinds() {
        return tallies.size();
    }

    /** The detail names the file or setting to look at. */
    private static String cause(AuditEvent event) {
        return event.reason().equals(Reason.NOT_CONFIGURED.name())
                ? "no stagedoor.application configuration has application=%s or application=*"
                        .formatted(event.application())
                : event.detail();
    }

    void report() {
        tallies.forEach((kind, tally) -> {
            long refused = tally.count.sumThenReset();
            tally.said.clear();
            if (refused > 0) {
                LOG.info("Refused {} time(s) in '{}': {}.", refused, kind.application(), kind.reason());
            }
        });
    }
}
