package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.admission.Client;
import io.stagedoor.core.routing.ClusterMembership;
import io.stagedoor.red5.bridge.connection.ConnectionType;
import io.stagedoor.red5.hook.Rtmpt;
import java.util.Optional;
import java.util.function.Consumer;
import org.red5.server.api.IConnection;

/**
 * A connection of Red5.
 *
 * @param type empty if it is not known
 * @param cluster what members of the cluster prove themselves with
 * @param closing disconnects it
 */
record Red5Client(
        IConnection connection,
        Optional<ConnectionType> type,
        Optional<ClusterMembership> cluster,
        Consumer<IConnection> closing)
        implements Client {

    @Override
    public String id() {
        return Rtmpt.idOf(connection);
    }

    @Override
    public Optional<Protocol> protocol() {
        return type.map(ConnectionType::protocol);
    }

    @Override
    public boolean isOwn() {
        return type.equals(Optional.of(ConnectionType.RESTREAMER));
    }

    @Override
    public String address() {
        return connection.getRemoteAddress() == null ? "" : connection.getRemoteAddress();
    }

    @Override
    public void show(ConnectRequest connect, Grant grant) {
        Attributes.write(connection, connect, grant);
    }

    @Override
    public void show(Grant grant) {
        Attributes.write(connection, grant);
    }

    @Override
    public void close() {
        closing.accept(connection);
    }
}
