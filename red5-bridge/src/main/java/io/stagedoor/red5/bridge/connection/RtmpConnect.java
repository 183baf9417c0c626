package io.stagedoor.red5.bridge.connection;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.carrier.ConnectArguments;
import io.stagedoor.core.carrier.ConnectUrl;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.core.carrier.StreamNameQuery;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.RtmpSettings;
import java.time.Instant;
import java.util.Map;
import org.red5.server.api.IConnection;

/** Makes a request of an RTMP connect, in any of its variants: RTMP, RTMPS, RTMPE, RTMPT. */
public final class RtmpConnect {

    private RtmpConnect() {}

    /**
     * Reads a connect.
     *
     * @param connection an RTMP connection
     * @param path where it connects to
     * @param inPath what a part of its path carries: pairs, separated by {@code ;}; empty for nothing
     * @param arguments of the connect call; may be {@code null}
     * @param settings of the application
     * @param deadline of the decision
     */
    public static Reading read(
            IConnection connection,
            StreamPath path,
            String inPath,
            Object[] arguments,
            ApplicationSettings settings,
            Instant deadline) {
        Map<String, Object> params = connection.getConnectParams();
        String agent = ConnectUrl.text(params, "flashVer");
        ClientParameters parameters = new ClientParameters();
        ConnectArguments.read(arguments, settings.rtmp().decodeArguments(), parameters);
        QueryString.read(inPath, ";", parameters.from("path"));
        if (settings.rtmp().queryCredentials()) {
            QueryString.read(ConnectUrl.query(params), parameters);
        }
        // What Red5 Pro's restreamers say of themselves stands among the properties of the connect object.
        ConnectArguments.readMap(params, false, parameters.from("connect object"));
        if (!settings.rtmp().allowsAgent(agent)) {
            return Reading.refuse(
                    Reason.AGENT_NOT_ALLOWED, RtmpSettings.AGENTS + " does not allow '" + agent + "'", parameters);
        }
        return Readings.of(connection, Protocol.RTMP, path, parameters, agent, deadline);
    }

    /**
     * Reads the credentials behind a stream's name, for a client that came without any.
     *
     * @param connect what it came with
     * @param name the name as the client sent it
     */
    public static Reading readStreamName(ConnectRequest connect, String name) {
        return Reading.later(connect, StreamNameQuery.of(name));
    }
}
