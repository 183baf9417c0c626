package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.ending.Workers;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.red5.server.api.IConnection;
import org.red5.server.net.rtmp.RTMPConnection;

/** The view of bundles on the sessions. */
final class AdmittedClients implements Clients {

    private static final String EVENTS = "on";

    private final Sessions sessions;
    private final Closer closer;
    private final Workers workers;

    AdmittedClients(Sessions sessions, Closer closer, Workers workers) {
        this.sessions = sessions;
        this.closer = closer;
        this.workers = workers;
    }

    @Override
    public void forEach(BiConsumer<IConnection, Map<String, Object>> visitor) {
        sessions.forEach((connection, session) -> {
            if (!session.isCut()) {
                visitor.accept(connection, session.state());
            }
        });
    }

    @Override
    public Optional<Usage> usage(IConnection connection) {
        return Optional.ofNullable(sessions.of(connection)).map(session -> new ConnectionUsage(connection, session));
    }

    @Override
    public boolean replace(IConnection connection, Map<String, Object> before, Map<String, Object> after) {
        if (after.isEmpty()) {
            throw new IllegalArgumentException("a client needs a session");
        }
        Verdict.endsAt(after);
        return sessions.replace(connection, before, Map.copyOf(after));
    }

    /** One that is not in, not yet or no more, is disconnected without a word. */
    @Override
    public boolean close(IConnection connection, EndReason reason) {
        Session session = sessions.of(connection);
        if (session == null) {
            closer.closeNow(connection);
            return true;
        }
        return sessions.cut(connection, session, reason);
    }

    @Override
    public boolean end(IConnection connection, Use use, String name, EndReason reason) {
        Session session = sessions.of(connection);
        boolean isStream = use == Use.PUBLISH || use == Use.PLAY;
        if (session == null || session.isCut() || !isStream || !(connection instanceof RTMPConnection)) {
            return false;
        }
        AllowedStreams.Stream stream = new AllowedStreams.Stream(use, name);
        session.streams().forEach((id, open) -> {
            if (open.contains(stream)) {
                workers.handOver(() -> sessions.endStreams(connection, session, id, reason)
                        .forEach(ended -> workers.say(() -> Farewell.say(connection, id, ended, reason))));
            }
        });
        return true;
    }

    @Override
    public boolean send(IConnection connection, String method, Map<String, Object> message) {
        if (!method.startsWith(EVENTS)) {
            throw new IllegalArgumentException(
                    "a method of a client begins with \"" + EVENTS + "\", and not " + method);
        }
        Session session = sessions.of(connection);
        if (session == null || session.isCut() || !(connection instanceof RTMPConnection rtmp)) {
            return false;
        }
        Map<String, Object> copy = Map.copyOf(message);
        workers.say(() -> Farewell.call(rtmp, method, copy));
        return true;
    }
}
