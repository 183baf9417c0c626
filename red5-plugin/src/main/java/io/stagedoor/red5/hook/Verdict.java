package io.stagedoor.red5.hook;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A gate's answer. Immutable. */
public final class Verdict {

    private static final Verdict REFUSED = new Verdict(false, Map.of(), null, null);
    private static final Verdict ALLOWED = new Verdict(true, Map.of(), null, null);

    private final boolean allowed;
    private final Map<String, Object> session;
    private final Provision provision;
    private final String room;

    /**
     * The limits for provisional clients, which have not sent credentials yet.
     *
     * @param time how long a client may take to send them
     * @param most how many such clients the server has at most; one more is refused
     */
    public record Provision(Duration time, int most) {}

    private Verdict(boolean allowed, Map<String, Object> session, Provision provision, String room) {
        this.allowed = allowed;
        this.session = session;
        this.provision = provision;
        this.room = room;
    }

    /** Refuses the client. */
    public static Verdict refuse() {
        return REFUSED;
    }

    /** Allows the request. */
    public static Verdict allow() {
        return ALLOWED;
    }

    /**
     * Lets the client in. As the answer to {@link Gate#publish} or {@link Gate#play} of a provisional client: allows
     * the request, and makes the client an ordinary one.
     *
     * @param session the state that the gate gets back with each later request of the client: strings, numbers, booleans, and lists and maps of these; not empty
     */
    public static Verdict admit(Map<String, Object> session) {
        return new Verdict(true, checked(session), null, null);
    }

    /**
     * Lets the client in provisionally. Until the answer to a publish or play admits it, it may only send these and
     * the calls that clients make before them, which the hook answers itself. If that takes too long, the hook
     * disconnects it.
     *
     * @param session as of {@link #admit}
     */
    public static Verdict provisional(Map<String, Object> session, Provision terms) {
        return new Verdict(true, checked(session), terms, null);
    }

    private static Map<String, Object> checked(Map<String, Object> session) {
        if (session.isEmpty()) {
            throw new IllegalArgumentException("an admission needs a session");
        }
        return Map.copyOf(session);
    }

    /**
     * This admission to another scope than the one that the client asked for, in the same application.
     *
     * @param other the names of the rooms from the application down, joined by {@code /}; empty for the application itself
     */
    public Verdict in(String other) {
        return new Verdict(allowed, session, provision, other);
    }

    /** Whether the request is allowed. */
    public boolean allowed() {
        return allowed;
    }

    /** The session of an admitted client; empty for any other. Unmodifiable. */
    public Map<String, Object> session() {
        return session;
    }

    /** The limits of a provisional client; empty for any other. */
    public Optional<Provision> provision() {
        return Optional.ofNullable(provision);
    }

    /** The rooms that the client enters instead of those that it asked for; empty if it enters those. */
    public Optional<String> room() {
        return Optional.ofNullable(room);
    }
}
