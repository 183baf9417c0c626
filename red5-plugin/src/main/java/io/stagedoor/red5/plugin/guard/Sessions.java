package io.stagedoor.red5.plugin.guard;

import io.stagedoor.auth.support.text.Redacted;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.red5.server.BaseConnection;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IBasicScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final String CONNECT = "connect";

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
    boolean admit(IConnection connection, Session session) {
        Session before = sessions.put(new Key(connection), session);
        if (before != null) {
            tellEnded(connection, before, before.close());
        }
        if (listen(connection)) {
            return true;
        }
        end(connection);
        return false;
    }

    /** Whether the end of the connection will be heard of: one that has told its listeners of it already tells no more. */
    private boolean listen(IConnection connection) {
        try {
            connection.addListener(new ConnectionEnd(this::end));
        } catch (RuntimeException e) { // of a connection that takes its list of listeners away at this moment
            LOG.debug("A connection ended while it was let in.", Redacted.of(e));
            return false;
        }
        // Closed is what Red5 says before it tells the listeners; its scope may have been set since.
        boolean closed = connection instanceof BaseConnection base && base.isClosed();
        return !closed && connection.isConnected();
    }

    void forEach(BiConsumer<IConnection, Session> visitor) {
        sessions.forEach((key, session) -> visitor.accept(key.connection(), session));
    }

    void end(IConnection connection) {
        Session session = sessions.remove(new Key(connection));
        if (session != null) {
            tellEnded(connection, session, session.close());
            gates.tell(gate -> gate.ended(connection, session.state(), CONNECT, ""));
        }
    }

    /** Nobody is in any more, and all streams have ended: the server stops, and does not wait for its clients to go. */
    void close() {
        List.copyOf(sessions.keySet()).forEach(key -> end(key.connection()));
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
