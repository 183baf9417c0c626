package io.stagedoor.gateway.door.codec;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OvenMediaEngine, AdmissionWebhooks: a question before a client begins, and news when it has ended. It ends a client by itself after the {@code lifetime} that it was told.
 */
final class OvenMediaEngine implements Codec {

    private static final Reply REFUSE = Json.refuse("{\"allowed\":false}");
    private static final long LEAST_MILLIS = 1;
    /** A question that is older may be one that somebody has recorded. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Clock clock;

    /** @param clock what the age of questions is measured by */
    OvenMediaEngine(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Hook read(Ask ask, ServerSettings server) throws Malformed {
        JsonBody body = JsonBody.of(ask.body());
        JsonBody client = body.object("client");
        JsonBody request = body.object("request");
        Action action = switch (request.required("direction").toLowerCase(Locale.ROOT)) {
            case "incoming" -> Action.PUBLISH;
            case "outgoing" -> Action.SUBSCRIBE;
            default -> throw new Malformed("the direction is neither incoming nor outgoing");
        };
        Hook.Event event = switch (request.required("status").toLowerCase(Locale.ROOT)) {
            case "opening" -> Hook.Event.BEGIN;
            case "closing" -> Hook.Event.END;
            default -> throw new Malformed("the status is neither opening nor closing");
        };
        if (event == Hook.Event.BEGIN && !isFresh(request.text("time"))) {
            throw new Malformed(
                    "its time is more than a minute from ours: somebody may have recorded it, or one of the clocks is wrong");
        }
        String protocol = request.required("protocol").toLowerCase(Locale.ROOT);
        Url url = Url.of(request.required("url"));
        return new Hook(
                event,
                Optional.of(action),
                Optional.ofNullable(protocol(protocol)),
                true,
                stream(url.path()),
                url.host(),
                String.join("/", client.text("address"), client.text("port"), action.name(), protocol, url.path()),
                client.text("address"),
                client.text("user_agent"),
                action == Action.PUBLISH ? "live" : "",
                parameters -> QueryString.read(url.query(), parameters),
                Map.of("vhost", url.host(), "path", stream(url.path()), "action", action.name()));
    }

    private boolean isFresh(String time) {
        try {
            Instant asked = OffsetDateTime.parse(time).toInstant();
            return Duration.between(asked, clock.instant()).abs().compareTo(FRESH) <= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static @Nullable Protocol protocol(String name) {
        return switch (name) {
            case "rtmp" -> Protocol.RTMP;
            case "srt" -> Protocol.SRT;
            case "webrtc" -> Protocol.RTC;
            case "llhls", "hlsv3", "hls", "thumbnail" -> Protocol.HTTP;
            default -> null;
        };
    }

    /** The application and the stream; of HLS and thumbnails the name of a file follows. */
    private static String stream(String path) {
        String[] elements = path.split("/", -1);
        return elements.length > 3 ? "/" + elements[1] + "/" + elements[2] : path;
    }

    @Override
    public Reply allow(Hook hook, Optional<Duration> rest) {
        if (hook.event() == Hook.Event.END || rest.isEmpty()) {
            return Json.allow(Json.ALLOWED);
        }
        // Nought, or less, would be for ever.
        long millis = Math.max(LEAST_MILLIS, rest.get().toMillis());
        return Json.allow("{\"code\":0,\"allowed\":true,\"lifetime\":" + millis + "}");
    }

    @Override
    public Reply refuse() {
        return REFUSE;
    }
}
