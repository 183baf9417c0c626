package io.stagedoor.gateway.hook;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody who publishes or plays at another server, from when he was allowed to until that server says, or it is known otherwise, that he has gone. Thread-safe;
 * has identity.
 */
public final class Guest {

    private static final Map<String, Object> ENTERING = Map.of();

    private final String key;
    private final Map<String, Object> facts;
    private final Instant since;
    /** Written under the monitor, as the end. */
    private volatile Map<String, Object> session = ENTERING;

    private volatile String end = "";
    private volatile Instant seen;

    Guest(String key, Map<String, Object> facts, Instant since) {
        this.key = key;
        this.facts = Map.copyOf(facts);
        this.since = since;
        this.seen = since;
    }

    /** By what the other server tells him from others. */
    public String key() {
        return key;
    }

    /** What is known of him: strings, numbers, booleans, and lists and maps of these. Unmodifiable; no secret. */
    public Map<String, Object> facts() {
        return facts;
    }

    /** Since when. */
    public Instant since() {
        return since;
    }

    /** When his server told of him last. */
    public Instant seen() {
        return seen;
    }

    /** His server tells of him. */
    public void see() {
        seen = Instant.now();
    }

    /** His session, the same object until it is replaced; empty while he is being judged. */
    public Map<String, Object> session() {
        return session;
    }

    /** Whether he has been let in. */
    public boolean isIn() {
        return !session.isEmpty();
    }

    /**
     * Gives him another session.
     *
     * @param before the session that he has to have
     * @return whether he had it
     */
    public synchronized boolean replace(Map<String, Object> before, Map<String, Object> after) {
        if (session != before || !end.isEmpty()) {
            return false;
        }
        session = after;
        return true;
    }

    /**
     * He is to end. From now on he keeps no other session.
     *
     * @param reason a word
     * @return {@code false} if somebody has said so already
     */
    public synchronized boolean end(String reason) {
        if (!end.isEmpty()) {
            return false;
        }
        end = reason;
        return true;
    }

    /** Why he is to end; empty if he is not. */
    public Optional<String> ended() {
        String reason = end;
        return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }

    /** Shows nothing of him. */
    @Override
    public String toString() {
        return "Guest";
    }
}
