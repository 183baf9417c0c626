package io.stagedoor.core.admission;

import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.StreamKeys;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a client.
 *
 * @param allowed whether it may
 * @param session what the front end keeps of the client from now on, as types of the JDK; empty if that does not change
 * @param provisional for how long the client may stay without saying who it is, and with how many others; empty for any other client
 */
public record Admission(boolean allowed, Optional<Map<String, Object>> session, Optional<StreamKeys> provisional) {

    private static final Admission REFUSED = new Admission(false, Optional.empty(), Optional.empty());
    private static final Admission ALLOWED = new Admission(true, Optional.empty(), Optional.empty());

    static Admission refused() {
        return REFUSED;
    }

    static Admission allowed(boolean allowed) {
        return allowed ? ALLOWED : REFUSED;
    }

    static Admission admitted(SessionState session) {
        return new Admission(true, Optional.of(session.toMap()), Optional.empty());
    }

    static Admission provisional(SessionState session, StreamKeys rules) {
        return new Admission(true, Optional.of(session.toMap()), Optional.of(rules));
    }
}
