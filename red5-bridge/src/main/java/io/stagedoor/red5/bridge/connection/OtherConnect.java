package io.stagedoor.red5.bridge.connection;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.carrier.ConnectArguments;
import io.stagedoor.core.carrier.ConnectUrl;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.core.carrier.RtspParameters;
import io.stagedoor.core.carrier.SrtStreamId;
import io.stagedoor.core.client.Reading;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;

/**
 * Makes a request of a connect that is none of RTMP's: RTSP, WebRTC, SRT and the like, as Red5 Pro's connections show it. Attributes of
 * the connection are not read: a client can write them.
 */
public final class OtherConnect {

    private OtherConnect() {}

    /**
     * Reads a connect. Parameters may be among the connect parameters, decoded once; in a query or, over SRT, a stream id there; and
     * among the arguments, as a map or as {@code key=value} texts.
     *
     * @param connection of another protocol than RTMP
     * @param protocol how the client comes
     * @param path where it connects to
     * @param arguments of the connect; may be {@code null}
     * @param deadline of the decision
     */
    public static Reading read(
            IConnection connection,
            Protocol protocol,
            StreamPath path,
            @Nullable Object @Nullable [] arguments,
            Instant deadline) {
        Map<String, Object> params = connection.getConnectParams() == null ? Map.of() : connection.getConnectParams();
        ClientParameters parameters = new ClientParameters();
        String query = ConnectUrl.text(params, "queryString");
        QueryString.read(query.startsWith("?") ? query.substring(1) : query, parameters);
        QueryString.read(query.isEmpty() ? ConnectUrl.query(params) : "", parameters);
        params.forEach((key, value) -> readParameter(protocol, key, value, parameters));
        readArguments(arguments, parameters);
        return Readings.of(connection, protocol, path, parameters, ConnectUrl.text(params, "userAgent"), deadline);
    }

    /** Reads a connect that carries nothing: its source is known by its address, or not at all. */
    public static Reading ofSource(IConnection connection, StreamPath path, Instant deadline) {
        return Readings.of(connection, Protocol.MPEGTS, path, new ClientParameters(), "", deadline)
                .asSource();
    }

    /** Reads a connect of the server itself: with the secret of the cluster, or with nothing. */
    public static Reading ofRestreamer(
            IConnection connection, StreamPath path, @Nullable Object @Nullable [] arguments, Instant deadline) {
        return read(connection, Protocol.RTMP, path, arguments, deadline).asRestreamer();
    }

    private static void readParameter(
            Protocol protocol, @Nullable String key, @Nullable Object value, ClientParameters into) {
        if (key == null || !(value instanceof String text)) {
            return;
        }
        if (protocol == Protocol.SRT && key.equalsIgnoreCase("streamid")) {
            SrtStreamId.read(text, into);
            return;
        }
        String name = key.startsWith("?") ? key.substring(1) : key;
        // The same that the query says, decoded already, is not decoded again.
        if (ClientParameters.isNamed(name) && !into.says(name, text) && into.takes(text)) {
            into.from("connect parameters");
            into.add(name, QueryString.decode(text));
        }
    }

    private static void readArguments(@Nullable Object @Nullable [] arguments, ClientParameters into) {
        if (arguments == null) {
            return;
        }
        for (Object argument : arguments) {
            if (argument instanceof Map<?, ?> map) {
                ConnectArguments.readMap(map, false, into.from("connect arguments"));
            } else if (argument instanceof String text) {
                RtspParameters.read(text, into);
            }
        }
    }
}
