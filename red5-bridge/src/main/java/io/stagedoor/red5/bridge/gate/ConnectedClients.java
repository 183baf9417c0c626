package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.admission.Connected;
import io.stagedoor.core.admission.Holder;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Clients;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The connections of Red5 that are in. */
public final class ConnectedClients implements Connected {

    private final Clients clients;
    private final ServerSettings server;

    /** Over the clients that the plugin knows. */
    public ConnectedClients(Clients clients, ServerSettings server) {
        this.clients = clients;
        this.server = server;
    }

    @Override
    public void forEach(Consumer<Holder> visitor) {
        clients.forEach((connection, session) -> {
            Red5Client client =
                    new Red5Client(connection, server.types().of(connection), server.cluster(), clients::close);
            visitor.accept(new Held(client, session, clients));
        });
    }

    /** A connection, and its session. */
    private record Held(Red5Client client, Map<String, Object> session, Clients clients) implements Holder {

        @Override
        public boolean replace(Map<String, Object> after) {
            return clients.replace(client.connection(), session, after);
        }

        @Override
        public StreamPath path(SessionState state) {
            return state.path();
        }

        @Override
        public ConnectRequest request(SessionState state, Instant deadline) {
            return state.reconnect(client.id(), deadline);
        }

        @Override
        public Optional<Use> use() {
            return Optional.empty();
        }
    }
}
