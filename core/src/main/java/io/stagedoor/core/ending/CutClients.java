package io.stagedoor.core.ending;

import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.routing.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the clients that are disconnected when they are judged again, for one log line for each application, property and reason: it is written once no more of them
 * go, or after a while. Thread-safe.
 */
public final class CutClients {

    private static final Logger LOG = LoggerFactory.getLogger(CutClients.class);

    /** How many looks a line waits at most. */
    private static final int PATIENCE = 10;

    private record Key(String application, String property, String action, String reason) {}

    /** Of one key, since the last line. */
    private static final class Count {
        private int clients;
        private int atLastLook;
        private int looks;

        /** Whether it is time for the line. */
        private boolean isDue() {
            looks++;
            boolean due = clients == atLastLook || looks > PATIENCE;
            atLastLook = clients;
            return due;
        }
    }

    private final Map<Key, Count> counts = new HashMap<>();

    /**
     * One more was disconnected.
     *
     * @param property that wanted it judged again
     * @param action of its line in the audit log
     */
    synchronized void add(String application, String property, String action, Outcome outcome) {
        counts.computeIfAbsent(new Key(application, property, action, AuditEvent.reason(outcome)), key -> new Count())
                .clients++;
    }

    /** A look is over. */
    synchronized void tell() {
        counts.entrySet().removeIf(entry -> {
            boolean due = entry.getValue().isDue();
            if (due) {
                tell(entry.getKey(), entry.getValue());
            }
            return due;
        });
    }

    /** There is no further look. */
    synchronized void close() {
        counts.forEach(CutClients::tell);
        counts.clear();
    }

    private static void tell(Key key, Count count) {
        LOG.info(
                "Application '{}': {} disconnected {} client(s): {}. Each has a line with \"{}\" in the audit log",
                key.application(),
                key.property(),
                count.clients,
                key.reason(),
                key.action());
    }
}
