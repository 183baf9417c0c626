package io.stagedoor.red5.bridge.audit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts refusals by reason and application, for one line each in the server's log. */
final class RefusalSummary {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalSummary.class);

    private record Kind(String application, String reason) {}

    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    void count(AuditEvent event) {
        counts.computeIfAbsent(new Kind(event.application(), event.reason()), kind -> new LongAdder())
                .increment();
    }

    void report() {
        counts.forEach((kind, count) -> {
            long refused = count.sumThenReset();
            if (refused > 0) {
                LOG.info("Refused {} time(s) in '{}': {}.", refused, kind.application(), kind.reason());
            }
        });
    }
}
