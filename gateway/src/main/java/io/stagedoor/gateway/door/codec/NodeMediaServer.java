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
 * Node-Media-Server 4, {@code notify.url}. It sends media before it is answered, closes a session for another status than 200 afterwards, and goes on when nobody answers: it reports, and does not
 * guard.
 */
final class NodeMediaServer implements Codec {

    private static final Reply ALLOW = Json.allow(Json.ALLOWED);
    private static final Reply REFUSE = Reply.refuse(403, Map.of());

    @Override
    public Hook read(Ask ask, ServerSettings server) throws Malformed {
        JsonBody body = JsonBody.of(ask.body());
        String event = body.required("action");
        return switch (event) {
            case "postPublish" -> hook(body, Hook.Event.BEGIN, Action.PUBLISH);
            case "postPlay" -> hook(body, Hook.Event.BEGIN, Action.SUBSCRIBE);
            case "donePublish" -> hook(body, Hook.Event.END, Action.PUBLISH);
            case "donePlay" -> hook(body, Hook.Event.END, Action.SUBSCRIBE);
            default -> Hook.other(); // both of pre and post are sent, at once; one of them is judged
        };
    }

    private static Hook hook(JsonBody body, Hook.Event event, Action action) throws Malformed {
        String address = body.text("ip");
        int port = address.lastIndexOf(':');
        return new Hook(
                event,
                Optional.of(action),
                Optional.of(body.text("protocol").equals("flv") ? Protocol.HTTP : Protocol.RTMP),
                true,
                "/" + body.required("app") + "/" + body.required("name"),
                "",
                body.required("id") + "/" + action,
                port < 0 ? address : address.substring(0, port),
                "",
                action == Action.PUBLISH ? "live" : "",
                parameters -> body.object("query").texts().forEach(parameters.from("query of the stream name")::add),
                Map.of("id", body.text("id")));
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
