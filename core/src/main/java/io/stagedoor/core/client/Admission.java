package io.stagedoor.core.client;

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
 * @param name what the server shall take the name of the stream for that the client wants; empty for the name that it sent
 */
public record Admission(
        boolean allowed,
        Optional<Map<String, Object>> session,
        Optional<StreamKeys> provisional,
        Optional<String> name) {

    private static final Admission REFUSED = new Admission(false, Optional.empty(), Optional.empty(), Optional.empty());
    private static final Admission ALLOWED = new Admission(true, Optional.empty(), Optional.empty(), Optional.empty());

    public static Admission refused() {
        return REFUSED;
    }

    public static Admission allowed(boolean allowed) {
        return allowed ? ALLOWED : REFUSED;
    }

    public static Admission admitted(SessionState session) {
        return new Admission(true, Optional.of(session.toMap()), Optional.empty(), Optional.empty());
    }

    public static Admission provisional(SessionState session, StreamKeys rules) {
        return new Admission(true, Optional.of(session.toMap()), Optional.of(rules), Optional.empty());
    }

    /** The same, for a wish that means another name than the client sent. */
    public Admission meaning(Wish wish) {
        return allowed && wish instanceof TicketWish ticket
                ? new Admission(true, session, provisional, Optional.of(ticket.name()))
                : this;
    }
}
