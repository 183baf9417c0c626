package io.stagedoor.red5.bridge.connection;

import io.stagedoor.auth.Protocol;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of connections that there is a way to judge. */
public enum ConnectionType {
    /** RTMP, RTMPS, RTMPE, RTMPT. */
    RTMP(Protocol.RTMP),
    /** RTSP. */
    RTSP(Protocol.RTSP),
    /** WebRTC, and shared objects that come with it. */
    RTC(Protocol.RTC),
    /** SRT. */
    SRT(Protocol.SRT),
    /** MPEG-TS over UDP: carries nothing, and is known by its address. */
    MPEGTS(Protocol.MPEGTS),
    /** WebSocket. */
    WS(Protocol.WS),
    /** The server itself, publishing a stream that it pulls from another one by RTMP. No client is behind it. */
    RESTREAMER(Protocol.RTMP);

    private static final Map<String, Optional<ConnectionType>> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Optional::of));

    private final Protocol protocol;

    ConnectionType(Protocol protocol) {
        this.protocol = protocol;
    }

    /** The protocol that decisions on it are made for. */
    public Protocol protocol() {
        return protocol;
    }

    /** The type of a name, in capital letters. */
    static Optional<ConnectionType> named(String name) {
        return BY_NAME.getOrDefault(name, Optional.empty());
    }
}
