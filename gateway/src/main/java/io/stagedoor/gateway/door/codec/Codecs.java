package io.stagedoor.gateway.door.codec;

import io.stagedoor.gateway.door.settings.Kind;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The dialects, by kind. Thread-safe. */
public final class Codecs {

    private final Map<Kind, Codec> all;

    /** @param clock what the age of questions is measured by */
    public Codecs(Clock clock) {
        all = new EnumMap<>(Map.of(
                Kind.NGINX_RTMP, new NginxRtmp(),
                Kind.MEDIAMTX, new MediaMtx(),
                Kind.OVENMEDIAENGINE, new OvenMediaEngine(clock),
                Kind.SRS, new Srs(),
                Kind.ANT_MEDIA, new AntMedia(),
                Kind.NODE_MEDIA_SERVER, new NodeMediaServer()));
    }

    /** The dialect of a kind that {@linkplain Kind#isHook tells by hooks}. */
    public Codec of(Kind kind) {
        return Objects.requireNonNull(all.get(kind));
    }
}
