package io.stagedoor.gateway.door.codec;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SRS, http_hooks. It tells no protocol: that follows from {@code tcUrl}, which HTTP-FLV makes look like RTMP, and WebRTC leaves empty. A grant that is limited to some transports
 * is refused where that is not sure.
 */
final class Srs implements Codec {

    /** What players of HTTP ask for has the name of a file. */
    private static final List<String> FILES = List.of(".m3u8", ".flv", ".ts", ".aac", ".mp3");

    private static final Reply ALLOW = Json.allow(Json.ALLOWED);
    private static final Reply REFUSE = Reply.refuse(403, Map.of());

    @Override
    public Hook read(Ask ask, ServerSettings server) throws Malformed {
        JsonBody body = JsonBody.of(ask.body());
        String action = body.required("action");
        return switch (action) {
            case "on_connect" -> hook(body, Hook.Event.CONNECT, Optional.empty());
            case "on_publish" -> hook(body, Hook.Event.BEGIN, Optional.of(Action.PUBLISH));
            case "on_play" -> hook(body, Hook.Event.BEGIN, Optional.of(Action.SUBSCRIBE));
            case "on_unpublish" -> hook(body, Hook.Event.END, Optional.of(Action.PUBLISH));
            case "on_stop" -> hook(body, Hook.Event.END, Optional.of(Action.SUBSCRIBE));
            case "on_close", "on_dvr", "on_hls" -> Hook.other();
            default -> throw new Malformed("the action is none that SRS has");
        };
    }

    private static Hook hook(JsonBody body, Hook.Event event, Optional<Action> action) throws Malformed {
        String client = body.required("client_id");
        String application = body.required("app");
        String url = body.text("tcUrl");
        String param = body.text("param");
        String query = param.startsWith("?") ? param.substring(1) : param;
        String stream = action.isPresent() ? body.required("stream") : "";
        Optional<Protocol> protocol = Optional.ofNullable(protocol(url, stream, query));
        if (protocol.equals(Optional.of(Protocol.HTTP))) {
            stream = withoutExtension(stream);
        }
        return new Hook(
                event,
                action,
                protocol,
                // HTTP-FLV has a tcUrl of RTMP.
                !protocol.equals(Optional.of(Protocol.RTMP)) || !action.equals(Optional.of(Action.SUBSCRIBE)),
                "/" + application + (action.isPresent() ? "/" + stream : ""),
                body.text("vhost").toLowerCase(Locale.ROOT),
                client + "/" + action.map(Action::name).orElse(""),
                body.text("ip"),
                "",
                action.equals(Optional.of(Action.PUBLISH)) ? "live" : "",
                parameters -> QueryString.read(query, parameters),
                Map.of("id", client));
    }

    /** What a client says of itself counts only for what nobody else could be taken for. */
    private static @Nullable Protocol protocol(String url, String stream, String query) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("srt://")) {
            return Protocol.SRT;
        }
        if (lower.startsWith("webrtc://") || lower.isEmpty() && !query.isEmpty()) {
            return Protocol.RTC;
        }
        return hasExtension(stream) ? Protocol.HTTP : Protocol.RTMP;
    }

    private static boolean hasExtension(String stream) {
        return FILES.stream().anyMatch(stream.toLowerCase(Locale.ROOT)::endsWith);
    }

    private static String withoutExtension(String stream) {
        return stream.substring(0, stream.lastIndexOf('.'));
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
