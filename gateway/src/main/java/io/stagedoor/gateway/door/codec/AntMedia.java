package io.stagedoor.gateway.door.codec;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Ant Media Server, {@code webhookAuthenticateURL} and {@code webhookPlayAuthUrl}. It tells neither the protocol of publishers nor where they come from, and nothing of an end: players
 * are WebRTC, since no others are asked about.
 */
final class AntMedia implements Codec {

    private static final Reply ALLOW = Json.allow(Json.ALLOWED);
    private static final Reply REFUSE = Reply.refuse(403, Map.of());

    @Override
    public Hook read(Ask ask, ServerSettings server) throws Malformed {
        JsonBody body = JsonBody.of(ask.body());
        boolean plays = body.required("mode").equals("play");
        String stream = body.required("streamId");
        String application = body.required("appName");
        Action action = plays ? Action.SUBSCRIBE : Action.PUBLISH;
        return new Hook(
                Hook.Event.BEGIN,
                Optional.of(action),
                // Nobody tells: the family whose transports a grant for encoders usually has.
                Optional.of(plays ? Protocol.RTC : Protocol.RTMP),
                plays,
                "/" + application + "/" + stream,
                "",
                plays ? "" : application + "/" + stream,
                body.text("ipAddress"),
                "",
                plays ? "" : "live",
                // queryParams is Java's Map.toString(), in which a value can pretend to be another parameter.
                parameters -> parameters.from("field of the question").add("token", body.text("token")),
                Map.of("app", application, "stream", stream));
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
