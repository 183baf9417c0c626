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
     * On what terms a client is in that has not said yet who it is.
     *
     * @param time how long it may take to say so
     * @param most how many such clients the server has at most; one more is refused
     */
    public record Provision(Duration time, int most) {}

    private Verdict(boolean allowed, Map<String, Object> session, Provision provision, String room) {
        this.allowed = allowed;
        this.session = session;
        this.provision = provision;
        this.room = room;
    }

    /** The client may not. */
    public static Verdict refuse() {
        return REFUSED;
    }

    /** The client may. */
    public static Verdict allow() {
        return ALLOWED;
    }

    /**
     * The client may come in; as the answer to {@link Gate#publish} or {@link Gate#play} of a client that is in provisionally: the
     * client may, and is an ordinary one from now on.
     *
     * @param session what the gate wants to be told of it later: strings, numbers, booleans, and lists and maps of these; not empty
     */
    public static Verdict admit(Map<String, Object> session) {
        return new Verdict(true, checked(session), null, null);
    }

    /**
     * The client may come in provisionally: until it is admitted by the answer to a publish or play, it may do nothing but ask for
     * these, and for what clients ask before them, which the hook answers itself; if that takes too long, it is cut off.
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

    /** Whether the client may. */
    public boolean allowed() {
        return allowed;
    }

    /** What the gate wants to be told of the client later; empty unless it was admitted. Unmodifiable. */
    public Map<String, Object> session() {
        return session;
    }

    /** The terms on which a client is in provisionally; empty for any other. */
    public Optional<Provision> provision() {
        return Optional.ofNullable(provision);
    }

    /** Where the client is to be, if not where it asked to be. */
    public Optional<String> room() {
        return Optional.ofNullable(room);
    }
}
