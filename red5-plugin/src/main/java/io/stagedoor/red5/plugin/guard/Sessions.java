package io.stagedoor.red5.plugin.guard;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IBasicScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;

/**
 * Who is let in: by the connection itself, never by what a client can write into it. An entry goes with its connection.
 */
final class Sessions {

    /** A connection as a key by identity: Red5's own {@code equals} goes by ids. */
    private record Key(IConnection connection) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.connection == connection;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(connection);
        }
    }

    private final Map<Key, Session> sessions = new ConcurrentHashMap<>();
    private final GateHolder gates;

    Sessions(GateHolder gates) {
        this.gates = gates;
    }

    /** The session of a connection, or {@code null}: not let in, or gone. */
    Session of(IConnection connection) {
        return connection == null ? null : sessions.get(new Key(connection));
    }

    /**
     * Lets a connection in until it ends.
     *
     * @return {@code false} if it has ended already
     */
    boolean admit(IConnection connection, Map<String, Object> state) {
        sessions.put(new Key(connection), new Session(state));
        connection.addListener(new ConnectionEnd(this::end));
        // A connection that closed in between has no scope any more, and has told its listeners before there was ours.
        if (connection.isConnected()) {
            return true;
        }
        end(connection);
        return false;
    }

    void end(IConnection connection) {
        Session session = sessions.remove(new Key(connection));
        if (session != null) {
            tellEnded(connection, session, session.close());
        }
    }

    void tellEnded(IConnection connection, Session session, List<Session.Stream> ended) {
        for (Session.Stream stream : ended) {
            gates.tell(gate -> gate.ended(connection, session.state(), stream.action(), stream.name()));
        }
    }

    /** A published stream is gone without its client having said so: the server or the application has ended it. */
    void endPublished(IBasicScope broadcast) {
        IScope parent = broadcast.getParent();
        String name = broadcast.getName();
        // The news comes later than what it tells of: the stream may be there again.
        if (parent == null || parent.hasChildScope(ScopeType.BROADCAST, name)) {
            return;
        }
        Session.Stream stream = new Session.Stream(Session.Stream.PUBLISH, name);
        Consumer<Map.Entry<Key, Session>> end = entry -> {
            if (entry.getKey().connection().getScope() == parent
                    && entry.getValue().end(stream)) {
                tellEnded(entry.getKey().connection(), entry.getValue(), List.of(stream));
            }
        };
        sessions.entrySet().forEach(end);
    }

    /** How many connections are let in at this moment. */
    int size() {
        return sessions.size();
    }
}
