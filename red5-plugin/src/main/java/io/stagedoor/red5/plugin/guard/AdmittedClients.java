package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Clients;
import java.util.Map;
import java.util.function.BiConsumer;
import org.red5.server.api.IConnection;

/** The view of bundles on the sessions. */
final class AdmittedClients implements Clients {

    private final Sessions sessions;
    private final Closer closer;

    AdmittedClients(Sessions sessions, Closer closer) {
        this.sessions = sessions;
        this.closer = closer;
    }

    @Override
    public void forEach(BiConsumer<IConnection, Map<String, Object>> visitor) {
        sessions.forEach((connection, session) -> visitor.accept(connection, session.state()));
    }

    @Override
    public boolean replace(IConnection connection, Map<String, Object> before, Map<String, Object> after) {
        if (after.isEmpty()) {
            throw new IllegalArgumentException("a client needs a session");
        }
        Session session = sessions.of(connection);
        return session != null && session.replace(before, Map.copyOf(after));
    }

    @Override
    public void close(IConnection connection) {
        closer.closeNow(connection);
    }
}
