package io.stagedoor.red5.bridge.connection;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.client.Reading;
import io.stagedoor.red5.hook.Rtmpt;
import java.time.Instant;
import org.red5.server.api.IConnection;

/** Makes a request of what was gathered from a connection. */
final class Readings {

    private Readings() {}

    static Reading of(
            IConnection connection,
            Protocol protocol,
            StreamPath path,
            ClientParameters parameters,
            String agent,
            Instant deadline) {
        ConnectRequest connect = ConnectRequest.builder(Rtmpt.idOf(connection), protocol, path, deadline)
                .remoteAddress(connection.getRemoteAddress() == null ? "" : connection.getRemoteAddress())
                .userAgent(agent)
                .build();
        return Reading.of(connect, parameters);
    }
}
