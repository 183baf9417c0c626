package io.stagedoor.core.session;

import io.stagedoor.auth.Protocol;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The clients of one application that came by one protocol, were let in by one authenticator, and rest on one basis. Thread-safe. */
public final class Group {

    /** What they have in common, as their sessions say it. */
    record Key(String application, String protocol, String authenticator, String basis, Kind kind) {

        static Key of(Map<String, Object> session, Kind kind) {
            return new Key(
                    SessionState.peek(session, SessionState.APPLICATION),
                    SessionState.peek(session, SessionState.PROTOCOL),
                    SessionState.peek(session, SessionState.AUTHENTICATOR),
                    SessionState.peek(session, SessionState.BASIS),
                    kind);
        }
    }

    /** A session as a key by identity: two clients may have equal ones. */
    private record Held(Map<String, Object> session) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Held held && held.session == session;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(session);
        }
    }

    private final Key key;
    private final Map<Held, Entry> members = new ConcurrentHashMap<>();

    Group(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    /** The name of the protocol, as {@link io.stagedoor.auth.Protocol#name()}; empty for a session that cannot be read. */
    public String protocol() {
        return key.protocol();
    }

    /** The name of the authenticator that let them in; empty for clients that were let in unasked. */
    public String authenticator() {
        return key.authenticator();
    }

    /** What the decision that let them in rests on. */
    public String basis() {
        return key.basis();
    }

    /** What they have. */
    public Kind kind() {
        return key.kind();
    }

    /** What they have, as operators are shown it: {@code connection}, {@code response}, {@code websocket} or {@code player}. */
    public String shown() {
        return switch (key.kind()) {
            case CONNECTION -> "connection";
            case UNDER_WAY -> key.protocol().equals(Protocol.WS.name()) ? "websocket" : "response";
            case PLAYER -> "player";
        };
    }

    /** The application that they are in. */
    public String application() {
        return key.application();
    }

    /** The clients at this moment; one that comes or goes meanwhile may be left out. */
    public Collection<Entry> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    /** The client that has a session, or is about to; {@code null} for none. */
    @Nullable
    Entry find(Map<String, Object> session) {
        return members.get(new Held(session));
    }

    /** Takes a client in by its session; the one that has this session already, or {@code null}. */
    @Nullable
    Entry putIfAbsent(Map<String, Object> session, Entry entry) {
        return members.putIfAbsent(new Held(session), entry);
    }

    /** As {@link #putIfAbsent}, in the place of one that has this session already. */
    @Nullable
    Entry put(Map<String, Object> session, Entry entry) {
        return members.put(new Held(session), entry);
    }

    /** Takes a client out by a session that it had; whether no client is left. */
    boolean remove(Map<String, Object> session, Entry entry) {
        members.remove(new Held(session), entry);
        return members.isEmpty();
    }

    /** How many clients it has. */
    int size() {
        return members.size();
    }
}
