package io.stagedoor.core.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Why clients are ended, in words for operators, until what they had has ended: front ends tell of an end later, and only for which reason. Thread-safe. */
public final class Causes {

    /** So many ends are under way at once; of more, the line in the audit log has the reason alone. */
    private static final int MOST = 100_000;

    private record Cause(EndReason reason, String text) {}

    /** By the id of the client. Players share one with their responses under way, and are ended with them. */
    private final Map<String, Cause> causes = Collections.synchronizedMap(new LinkedHashMap<>() {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cause> eldest) {
            return size() > MOST;
        }
    });

    /**
     * A client is about to be ended.
     *
     * @param id of the client; without one, nobody could find the cause
     * @param text nothing secret; may be empty
     */
    void put(String id, EndReason reason, String text) {
        if (!id.isEmpty() && !text.isEmpty()) {
            causes.put(id, new Cause(reason, text));
        }
    }

    /** What was said of this end; empty if nothing was. */
    public String of(String id, Optional<EndReason> reason) {
        Cause cause = reason.isPresent() ? causes.get(id) : null;
        return cause != null && cause.reason() == reason.get() ? cause.text() : "";
    }

    /** Everything that the client had has ended. */
    public void forget(String id) {
        causes.remove(id);
    }
}
