package io.stagedoor.red5.bridge.gate;

import io.stagedoor.core.admission.Client;
import io.stagedoor.core.admission.Connected;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Clients;
import java.util.Map;
import java.util.function.BiConsumer;

/** The clients of Red5 that are in. */
public final class ConnectedClients implements Connected {

    private final Clients clients;
    private final ServerSettings server;

    /** Over the clients that the plugin knows. */
    public ConnectedClients(Clients clients, ServerSettings server) {
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
