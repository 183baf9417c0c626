package io.stagedoor.red5.bridge.connection;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.settings.ApplicationSettings;
import java.time.Instant;
import org.red5.server.api.IConnection;

/** Makes a request of a connect, whatever the kind of the connection. */
public final class Connects {

    private Connects() {}

    /**
     * Reads a connect.
     *
     * @param path where it connects to
     * @param inPath what a part of the path carries, over RTMP; empty for nothing
     * @param arguments of the connect; may be {@code null}
     * @param settings of the application
     * @param deadline of the decision
     */
    public static Reading read(
            ConnectionType type,
            IConnection connection,
            StreamPath path,
            String inPath,
            Object[] arguments,
            ApplicationSettings settings,
            Instant deadline) {
        return switch (type) {
            case RTMP -> RtmpConnect.read(connection, path, inPath, arguments, settings, deadline);
            case MPEGTS -> OtherConnect.ofSource(connection, path, deadline);
            case RESTREAMER -> OtherConnect.ofRestreamer(connection, path, arguments, deadline);
            default -> OtherConnect.read(connection, type.protocol(), path, arguments, deadline);
        };
    }
}
