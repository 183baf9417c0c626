package io.stagedoor.red5.hook;

import io.stagedoor.hook.SessionEnd;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A gate's answer. Immutable. */
public final class Verdict {

    /**
     * Key of a session, of a {@link Long}: when the session ends, in milliseconds since the epoch (UTC). The hook reads it
     * wherever a session is set, and then ends what the client has by itself, also while there is no gate. Without it, the
     * session has no end. A value of another type is refused.
     *
     * @since 3.0
     */
    public static final String ENDS_AT = SessionEnd.ENDS_AT;

    /**
     * What {@link #endsAt} answers for a session without an end.
     *
     * @since 3.0
     */
    public static final long NEVER = SessionEnd.NEVER;

    private static final Verdict REFUSED = new Verdict(false, Map.of(), null, null, null);
    private static final Verdict ALLOWED = new Verdict(true, Map.of(), null, null, null);

    private final boolean allowed;
    private final Map<String, Object> session;
    private final @Nullable Provision provision;
    private final @Nullable String room;
    private final @Nullable String stream;

    /**
     * The limits for provisional clients, which have not sent credentials yet.
     *
     * @param time how long a client may take to send them
     * @param most how many such clients the server has at most; one more is refused
     */
    public record Provision(Duration time, int most) {}

    private Verdict(
            boolean allowed,
            Map<String, Object> session,
            @Nullable Provision provision,
            @Nullable String room,
            @Nullable String stream) {
        this.allowed = allowed;
        this.session = session;
        this.provision = provision;
        this.room = room;
        this.stream = stream;
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
        return new Verdict(true, checked(session), null, null, null);
    }

    /**
     * Lets the client in provisionally. Until the answer to a publish or play admits it, it may only send these and
     * the calls that clients make before them, which the hook answers itself. If that takes too long, the hook
     * disconnects it.
     *
     * @param session as of {@link #admit}
     */
    public static Verdict provisional(Map<String, Object> session, Provision terms) {
        return new Verdict(true, checked(session), terms, null, null);
    }

    private static Map<String, Object> checked(Map<String, Object> session) {
        if (session.isEmpty()) {
            throw new IllegalArgumentException("an admission needs a session");
        }
        endsAt(session);
        return Map.copyOf(session);
    }

    /**
     * When a session ends.
     *
     * @return milliseconds since the epoch (UTC), or {@link #NEVER}
     * @throws IllegalArgumentException if it says so by anything but a {@link Long}
     * @since 3.0
     */
    public static long endsAt(Map<String, Object> session) {
        return SessionEnd.of(session);
    }

    /**
     * This admission to another scope than the one that the client asked for, in the same application.
     *
     * @param other the names of the rooms from the application down, joined by {@code /}; empty for the application itself
     */
    public Verdict in(String other) {
        return new Verdict(allowed, session, provision, other, stream);
    }

    /**
     * This answer to a publish or play, for another stream than the one that the client named: Red5 sees this name instead,
     * and everything that speaks of the stream afterwards uses it.
     *
     * @param name without a query; not empty
     * @since 3.0
     */
    public Verdict named(String name) {
        if (name.isEmpty() || name.indexOf('?') >= 0) {
            throw new IllegalArgumentException("not a name of a stream");
        }
        return new Verdict(allowed, session, provision, room, name);
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

    /**
     * The name of the stream that Red5 shall see instead of the one that the client sent; empty if it sees that.
     *
     * @since 3.0
     */
    public Optional<String> stream() {
        return Optional.ofNullable(stream);
    }
}
