package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.settings.ClusterMembership;
import io.stagedoor.red5.bridge.connection.ConnectionType;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Rtmpt;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;

/**
 * A connection of Red5.
 *
 * @param type empty if it is not known
 * @param cluster what members of the cluster prove themselves with
 * @param clients by which it is reached; {@code null} in a framework without Red5
 */
record Red5Client(
        IConnection connection,
        Optional<ConnectionType> type,
        Optional<ClusterMembership> cluster,
        @Nullable Clients clients)
        implements Client {

    /** What the names of Red5's threads begin with that read for all clients. */
    private static final String READERS = "NioProcessor";
    /** What a client is told shortly before its end: when, in milliseconds since 1970, and in how many seconds. */
    private static final String EXPIRING = "onStagedoorExpiring";

    @Override
    public String id() {
        return Rtmpt.idOf(connection);
    }

    @Override
    public Object handle() {
        return connection;
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
    public boolean mayWait() {
        return !Thread.currentThread().getName().startsWith(READERS);
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
    public void close(io.stagedoor.core.client.EndReason reason) {
        if (clients == null) {
            connection.close();
        } else {
            clients.close(connection, EndReason.valueOf(reason.name()));
        }
    }

    @Override
    public void expiring(Instant end) {
        if (clients != null) {
            long left = Math.max(0, end.toEpochMilli() - System.currentTimeMillis());
            clients.send(
                    connection,
                    EXPIRING,
                    Map.of("endsAt", end.toEpochMilli(), "seconds", TimeUnit.MILLISECONDS.toSeconds(left)));
        }
    }
}
