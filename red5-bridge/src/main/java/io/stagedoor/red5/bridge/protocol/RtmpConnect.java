package io.stagedoor.red5.bridge.protocol;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.red5.bridge.routing.ApplicationSettings;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.red5.server.api.IConnection;

/** Makes a request of an RTMP connect, in any of its variants: RTMP, RTMPS, RTMPE, RTMPT. */
public final class RtmpConnect {

    /**
     * By name, and exactly: other protocols' connections in Red5 Pro extend these classes, and are none of them.
     */
    private static final Set<String> CONNECTIONS =
            Set.of("org.red5.server.net.rtmp.RTMPMinaConnection", "org.red5.server.net.rtmpt.RTMPTConnection");

    private RtmpConnect() {}

    /**
     * What came of reading a connect.
     *
     * @param request {@code null} if it is refused
     * @param refusal {@code null} if there is a request
     * @param detail for the audit log
     */
    public record Reading(ConnectRequest request, Reason refusal, String detail) {
        private static Reading refuse(Reason reason, String detail) {
            return new Reading(null, reason, detail);
        }
    }

    /** Whether a connection is of this kind. */
    public static boolean is(IConnection connection) {
        return CONNECTIONS.contains(connection.getClass().getName());
    }

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
        String agent = text(params, "flashVer");
        if (!settings.allowsAgent(agent)) {
            return Reading.refuse(Reason.AGENT_NOT_ALLOWED, "allowedRtmpAgents");
        }
        ClientParameters parameters = new ClientParameters();
        ConnectArguments.read(arguments, settings.decodeArguments(), parameters);
        if (inPath.length() > ClientParameters.MAX_LENGTH) {
            return Reading.refuse(Reason.TOKEN_TOO_LARGE, "rtmpAuthRoomScopeName");
        }
        QueryString.read(inPath, ";", parameters);
        if (settings.queryCredentials()) {
            QueryString.read(query(params), parameters);
        }
        if (parameters.refusal().isPresent()) {
            return Reading.refuse(parameters.refusal().get(), "");
        }
        ConnectRequest request = new ConnectRequest(
                connection.getSessionId(),
                Protocol.RTMP,
                path,
                parameters.credentials(),
                connection.getRemoteAddress() == null ? "" : connection.getRemoteAddress(),
                agent,
                parameters.others(),
                deadline);
        return new Reading(request, null, "");
    }

    /**
     * Reads the credentials behind a stream's name, for a client that came without any.
     *
     * @param connect what it came with
     * @param name the name as the client sent it
     */
    public static Reading readStreamName(ConnectRequest connect, String name) {
        String query = QueryString.behindMark(name);
        if (query.length() > ClientParameters.MAX_LENGTH) {
            return Reading.refuse(Reason.TOKEN_TOO_LARGE, "the query of the stream's name");
        }
        ClientParameters parameters = new ClientParameters();
        QueryString.read(query, parameters);
        if (parameters.refusal().isPresent()) {
            return Reading.refuse(parameters.refusal().get(), "");
        }
        ConnectRequest request = new ConnectRequest(
                connect.connectionId(),
                connect.protocol(),
                connect.path(),
                parameters.credentials(),
                connect.remoteAddress(),
                connect.userAgent(),
                parameters.others(),
                connect.deadline());
        return new Reading(request, null, "");
    }

    /** The query of {@code app}; of {@code tcUrl}, where some clients leave it, only if there is none. */
    private static String query(Map<String, Object> params) {
        String query = QueryString.behindMark(text(params, "app"));
        return query.isEmpty() ? QueryString.behindMark(text(params, "tcUrl")) : query;
    }

    private static String text(Map<String, Object> params, String key) {
        return params.get(key) instanceof String text ? text : "";
    }
}
