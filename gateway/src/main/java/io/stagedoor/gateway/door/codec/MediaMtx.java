package io.stagedoor.gateway.door.codec;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * MediaMTX, {@code authMethod: http}: one question for each client, with the path it wants. It copies passwords into the field {@code token}, and of HLS and WebRTC it leaves the
 * token in the query.
 */
final class MediaMtx implements Codec {

    private static final Map<String, Protocol> PROTOCOLS = Map.of(
            "rtsp", Protocol.RTSP,
            "rtmp", Protocol.RTMP,
            "hls", Protocol.HTTP,
            "webrtc", Protocol.RTC,
            "srt", Protocol.SRT);

    private static final Reply ALLOW = Json.allow(Json.ALLOWED);
    /** The server gives its client the status, and its log the content. */
    private static final Reply REFUSE = Reply.refuse(401, Map.of());

    @Override
    public Hook read(Ask ask, ServerSettings server) throws Malformed {
        JsonBody body = JsonBody.of(ask.body());
        Action action = switch (body.required("action")) {
            case "publish" -> Action.PUBLISH;
            case "read" -> Action.SUBSCRIBE;
            // Recordings, the control API, metrics and profiles are not streams: exclude them, behind a firewall.
            default -> throw new Malformed("the action is neither publish nor read; see authHTTPExclude");
        };
        String protocol = body.text("protocol");
        String id = body.text("id");
        String token = body.text("token");
        if (token.indexOf('/') >= 0) {
            throw new Malformed("the token has a /: put it behind the stream key, and not behind the application");
        }
        return new Hook(
                Hook.Event.BEGIN,
                Optional.of(action),
                Optional.ofNullable(PROTOCOLS.get(protocol)),
                true,
                "/" + body.required("path"),
                "",
                id.isEmpty() ? "" : id + "/" + action,
                body.text("ip"),
                body.text("userAgent"),
                action == Action.PUBLISH ? "live" : "",
                credentials(body, token, protocol),
                Map.of("id", id, "protocol", protocol));
    }

    private static Consumer<ClientParameters> credentials(JsonBody body, String token, String protocol) {
        String query = body.text("query");
        return parameters -> {
            parameters.from("field of the question");
            if (isJwt(token)) {
                parameters.add("token", token);
            } else {
                parameters.add("username", body.text("user"));
                parameters.add("password", body.text("password"));
                if (body.text("password").isEmpty()) {
                    parameters.add("token", token);
                }
            }
            if (token.isEmpty() && (protocol.equals("hls") || protocol.equals("webrtc") || protocol.equals("srt"))) {
                QueryString.read(query, parameters);
            }
        };
    }

    /** Two dots, and a header that is JSON: what a password is not by chance. */
    private static boolean isJwt(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8)
                    .stripLeading()
                    .startsWith("{");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public Reply allow(Hook hook, Optional<Duration> rest) {
        return ALLOW;
    }

    @Override
    public Reply refuse() {
        return REFUSE;
    }
}
