package io.stagedoor.gateway.door.codec;

import io.stagedoor.gateway.door.settings.Kind;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The dialects, by kind. */
public final class Codecs {

    private static final Map<Kind, Codec> ALL = new EnumMap<>(Map.of(
            Kind.NGINX_RTMP, new NginxRtmp(),
            Kind.MEDIAMTX, new MediaMtx(),
            Kind.OVENMEDIAENGINE, new OvenMediaEngine(Clock.systemUTC()),
            Kind.SRS, new Srs(),
            Kind.ANT_MEDIA, new AntMedia(),
            Kind.NODE_MEDIA_SERVER, new NodeMediaServer()));

    private Codecs() {}

    /** The dialect of a kind that {@linkplain Kind#isHook tells by hooks}. */
    public static Codec of(Kind kind) {
        return Objects.requireNonNull(ALL.get(kind));
    }
}
