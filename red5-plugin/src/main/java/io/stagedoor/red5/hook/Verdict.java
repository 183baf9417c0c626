package io.stagedoor.red5.hook;

import java.util.Map;

/** A gate's answer. Immutable. */
public final class Verdict {

    private static final Verdict REFUSED = new Verdict(false, Map.of());
    private static final Verdict ALLOWED = new Verdict(true, Map.of());

    private final boolean allowed;
    private final Map<String, Object> session;

    private Verdict(boolean allowed, Map<String, Object> session) {
        this.allowed = allowed;
        this.session = session;
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
     * The client may come in.
     *
     * @param session what the gate wants to be told of it later: strings, numbers, booleans, and lists and maps of these; not empty
     */
    public static Verdict admit(Map<String, Object> session) {
        if (session.isEmpty()) {
            throw new IllegalArgumentException("an admission needs a session");
        }
        return new Verdict(true, Map.copyOf(session));
    }

    /** Whether the client may. */
    public boolean allowed() {
        return allowed;
    }

    /** What the gate wants to be told of the client later; empty unless it was admitted by a connect. Unmodifiable. */
    public Map<String, Object> session() {
        return session;
    }
}
