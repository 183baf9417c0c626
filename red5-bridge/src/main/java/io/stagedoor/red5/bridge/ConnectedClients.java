package io.stagedoor.red5.bridge;

import io.stagedoor.core.admission.Client;
import io.stagedoor.core.admission.Connected;
import io.stagedoor.red5.hook.Clients;
import java.util.Map;
import java.util.function.BiConsumer;

/** The clients of Red5 that are in. */
final class ConnectedClients implements Connected {

    private final Clients clients;
    private final ServerSettings server;

    ConnectedClients(Clients clients, ServerSettings server) {
        this.clients = clients;
        this.server = server;
    }

    @Override
    public void forEach(BiConsumer<Client, Map<String, Object>> visitor) {
        clients.forEach((connection, session) -> visitor.accept(
                new Red5Client(connection, server.types().of(connection), server.cluster(), clients::close), session));
    }

    @Override
    public boolean replace(Client client, Map<String, Object> before, Map<String, Object> after) {
        return clients.replace(((Red5Client) client).connection(), before, after);
    }
}
