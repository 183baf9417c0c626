package io.stagedoor.gateway.door.ending;

import io.stagedoor.auth.Action;
import io.stagedoor.gateway.door.settings.Kind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** By which requests a server ends one of its clients, by its kind. */
final class ServerApi {

    /** What the control module of nginx-rtmp does not decode, and everybody else spells alike. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.~/-]+");

    private static final Pattern ELEMENT = Pattern.compile("[A-Za-z0-9_.~-]+");
    /** So many blocks {@code server} nobody has. */
    private static final int SERVERS = 4;

    private static final Map<String, List<String>> MEDIAMTX = Map.of(
            "rtmp", List.of("rtmpconns", "rtmpsconns"),
            "rtsp", List.of("rtspsessions", "rtspssessions"),
            "srt", List.of("srtconns"),
            "webrtc", List.of("webrtcsessions"),
            "hls", List.of("hlssessions"));

    private ServerApi() {}

    /** How a request is sent. */
    enum Method {
        GET,
        POST,
        DELETE
    }

    /**
     * A request.
     *
     * @param counts whether the answer is the number of clients that were ended
     */
    record Call(Method method, URI url, boolean counts) {}

    /** Whether there is a way to end clients of a kind of server, or some of them. */
    static boolean canEnd(Kind kind) {
        return switch (kind) {
            case NGINX_RTMP, MEDIAMTX, SRS, OVENMEDIAENGINE -> true;
            default -> false;
        };
    }

    /**
     * The requests of which one ends a client: they are tried in this order.
     *
     * @param handles as its hook had them
     * @return empty if there is none
     */
    static List<Call> calls(Kind kind, URI api, Action action, Map<String, String> handles) {
        return switch (kind) {
            case NGINX_RTMP -> nginx(api, handles);
            case MEDIAMTX ->
                element(handles, "id")
                        .map(id -> MEDIAMTX.getOrDefault(handles.getOrDefault("protocol", ""), List.of()).stream()
                                .map(list -> new Call(Method.POST, at(api, "/v3/" + list + "/kick/" + id), false))
                                .toList())
                        .orElse(List.of());
            case SRS ->
                element(handles, "id")
                        .map(id -> List.of(new Call(Method.DELETE, at(api, "/api/v1/clients/" + id), false)))
                        .orElse(List.of());
            case OVENMEDIAENGINE -> ovenMediaEngine(api, action, handles);
            default -> List.of();
        };
    }

    private static List<Call> nginx(URI api, Map<String, String> handles) {
        String application = handles.getOrDefault("app", "");
        return PLAIN.matcher(application).matches()
                ? element(handles, "clientid")
                        .map(client -> IntStream.range(0, SERVERS)
                                .mapToObj(server -> new Call(
                                        Method.GET,
                                        at(
                                                api,
                                                "/drop/client?srv=" + server + "&app=" + application + "&clientid="
                                                        + client),
                                        true))
                                .toList())
                        .orElse(List.of())
                : List.of();
    }

    /** Single players have no call: their lifetime ends them. */
    private static List<Call> ovenMediaEngine(URI api, Action action, Map<String, String> handles) {
        String[] path = handles.getOrDefault("path", "").split("/", -1);
        boolean isFit = action == Action.PUBLISH
                && path.length == 3
                && ELEMENT.matcher(path[1]).matches()
                && ELEMENT.matcher(path[2]).matches();
        return isFit
                ? List.of(new Call(
                        Method.DELETE, at(api, "/v1/vhosts/default/apps/" + path[1] + "/streams/" + path[2]), false))
                : List.of();
    }

    private static Optional<String> element(Map<String, String> handles, String name) {
        return Optional.ofNullable(handles.get(name))
                .filter(value -> ELEMENT.matcher(value).matches());
    }

    private static URI at(URI api, String rest) {
        return URI.create(api + rest);
    }
}
