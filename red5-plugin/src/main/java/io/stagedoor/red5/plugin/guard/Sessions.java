package io.stagedoor.red5.plugin.guard;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.plugin.guard.AllowedStreams.News;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.red5.server.BaseConnection;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IBasicScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.slf4j.Logger;

/**
 * The admitted clients by their connection object, and never by data that a client can write. An entry ends with its connection.
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

    private static final Logger LOG = StagedoorLog.logger(Sessions.class);

    private final Map<Key, Session> sessions = new ConcurrentHashMap<>();
    private final GateHolder gates;
    private final Cuts cuts;
    private final ConnectionEnd listener = new ConnectionEnd(this::end);

    Sessions(GateHolder gates, Cuts cuts) {
        this.gates = gates;
        this.cuts = cuts;
    }

    /** The session of a connection, or {@code null}: not let in, or gone. */
    @Nullable
    Session of(IConnection connection) {
        return connection == null ? null : sessions.get(new Key(connection));
    }

    /** The session of a connection that is where it was let in, or {@code null}. */
    @Nullable
    Session in(IConnection connection) {
        Session session = of(connection);
        return session != null && session.isIn(connection.getScope()) ? session : null;
    }

    /**
     * Lets a connection in until it ends. What one that is let in anew has played ends; one that publishes is not let in anew,
     * because its stream would go on, and nobody would be told of its end.
     *
     * @return {@code false} if it has ended already, or publishes
     */
    boolean admit(IConnection connection, Session session) {
        Session present = of(connection);
        if (present != null && present.publishes()) {
            return false;
        }
        Session before = sessions.put(new Key(connection), session);
        if (before != null) {
            close(connection, before);
        }
        if (listen(connection)) {
            follow(connection, session);
            return true;
        }
        end(connection);
        return false;
    }

    /** Whether the end of the connection will be heard of: one that has told its listeners of it already tells no more. */
    private boolean listen(IConnection connection) {
        try {
            connection.addListener(listener);
        } catch (RuntimeException e) { // of a connection that takes its list of listeners away at this moment
            LOG.debug("A connection ended while Stagedoor let it in.", Redacted.of(e));
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
            close(connection, session);
            tellEnded(connection, session, Use.CONNECT, "", session.cutReason());
        }
    }

    private void close(IConnection connection, Session session) {
        News news = session.close();
        cuts.forget(session);
        tell(connection, session, news);
    }

    /** Has a gate be told something else of a client, as {@link Session#replace}. */
    boolean replace(IConnection connection, Map<String, Object> before, Map<String, Object> after) {
        Session session = of(connection);
        if (session == null || !session.replace(before, after)) {
            return false;
        }
        follow(connection, session);
        return true;
    }

    /** Sees to it that a session ends when it says now. */
    void follow(IConnection connection, Session session) {
        cuts.follow(connection, session);
        if (session.hasEnded()) { // meanwhile: whoever ended it may have found nothing to forget yet
            cuts.forget(session);
        }
    }

    /** Tells a client why its session ends, and closes its connection; {@code false} if that has been done already. */
    boolean cut(IConnection connection, Session session, EndReason reason) {
        return cuts.cut(connection, session, reason);
    }

    /** Whether the end of a session has come. */
    boolean isOver(Map<String, Object> state) {
        return cuts.isOver(state);
    }

    /** Nobody is in any more, and all streams have ended: the server stops, and does not wait for its clients to go. */
    void close() {
        List.copyOf(sessions.keySet()).forEach(key -> end(key.connection()));
    }

    /**
     * Ends what a client has open on a stream id, by Red5's own means. Waits for a call of the client about its streams to be over.
     *
     * @return what has ended; of that, somebody is told that it was for this reason
     */
    List<AllowedStreams.Stream> endStreams(IConnection connection, Session session, int streamId, EndReason reason) {
        List<AllowedStreams.Stream> ended = new ArrayList<>();
        session.calls().lock();
        try {
            for (AllowedStreams.Stream stream : session.streams().getOrDefault(streamId, Set.of())) {
                // Before Red5 tells of it, which does not know why.
                News news = session.end(streamId, stream);
                ended.addAll(news.ended());
                ended.addAll(news.unsure());
            }
            OpenStreams.close(connection, session.scope(), streamId);
        } catch (
                RuntimeException
                        e) { // of an application that listens, or of a connection that is taken apart at this moment
            LOG.warn("Red5 could not end a stream; Stagedoor disconnects its client.", Redacted.of(e));
            cut(connection, session, reason);
        } finally {
            session.calls().unlock();
        }
        ended.forEach(stream -> tellEnded(connection, session, stream, Optional.of(reason)));
        return ended;
    }

    /** Tells what has become of streams: an end of each that had begun, and of none that had not. */
    void tell(IConnection connection, Session session, News news) {
        news.ended().forEach(stream -> tellEnded(connection, session, stream));
        for (AllowedStreams.Stream stream : news.unsure()) {
            // The one who publishes under the name is not to be taken for ended: it was taken, so this one did not
            // begin. Encoders go as soon as they hear that.
            if (stream.isPublished() && OpenStreams.isPublishedByAnother(connection, session.scope(), stream.name())) {
                tellNotBegun(connection, session, stream);
            } else {
                tellEnded(connection, session, stream);
            }
        }
        news.refused().forEach(stream -> tellNotBegun(connection, session, stream));
    }

    private void tellNotBegun(IConnection connection, Session session, AllowedStreams.Stream stream) {
        gates.tell(gate -> gate.notBegun(connection, session.state(), stream.use(), stream.name()));
    }

    private void tellEnded(IConnection connection, Session session, AllowedStreams.Stream stream) {
        tellEnded(connection, session, stream, session.cutReason());
    }

    private void tellEnded(
            IConnection connection, Session session, AllowedStreams.Stream stream, Optional<EndReason> reason) {
        if (stream.isPublished()) {
            OpenStreams.forget(connection, session.scope(), stream.name());
        }
        tellEnded(connection, session, stream.use(), stream.name(), reason);
    }

    private void tellEnded(IConnection connection, Session session, Use use, String name, Optional<EndReason> reason) {
        ConnectionEnded end = new ConnectionEnded(use, name, reason, new ConnectionUsage(connection, session));
        gates.tell(gate -> gate.ended(connection, session.state(), end));
    }

    /** A published stream is gone without its client having said so: the server or the application has ended it. */
    void endPublished(IBasicScope broadcast) {
        IScope parent = broadcast.getParent();
        String name = broadcast.getName();
        // The news comes later than what it tells of: the stream may be there again.
        if (parent == null || parent.hasChildScope(ScopeType.BROADCAST, name)) {
            return;
        }
        AllowedStreams.Stream stream = AllowedStreams.Stream.publish(name);
        forEach((connection, session) -> {
            if (connection.getScope() == parent && session.holds(stream)) {
                endWhereGone(connection, session, parent, stream);
            }
        });
    }

    private void endWhereGone(IConnection connection, Session session, IScope scope, AllowedStreams.Stream stream) {
        session.streams().forEach((id, streams) -> {
            if (streams.contains(stream) && !OpenStreams.isPublished(connection, scope, id, stream)) {
                tell(connection, session, session.end(id, stream));
            }
        });
    }

    /** How many connections are let in at this moment. */
    int size() {
        return sessions.size();
    }
}
