package io.stagedoor.auth;

import java.util.EnumSet;
import java.util.Set;

/** The protocol family of a client's connection. */
public enum Protocol {
    /** RTMP, RTMPS, RTMPE, RTMPT. */
    RTMP(Transport.RTMP),
    /** RTSP, RTSPS. */
    RTSP(Transport.RTSP),
    /**
     * WebRTC, signalled over WHIP, WHEP or a WebSocket. At connect either of the two transports is enough; publishing needs {@link Transport#WHIP}, playing needs {@link Transport#WHEP}.
     */
    RTC(Transport.WHIP, Transport.WHEP),
    /** SRT. */
    SRT(Transport.SRT),
    /** MPEG-TS over UDP or RTP. */
    MPEGTS(Transport.MPEGTS),
    /** HLS, DASH and progressive download. */
    HTTP(Transport.HTTP),
    /** WebSocket. */
    WS(Transport.WS);

    private final Set<Transport> transports;

    Protocol(Transport first, Transport... more) {
        transports = Set.copyOf(EnumSet.of(first, more));
    }

    /**
     * The transports of which one is enough to connect with this protocol.
     *
     * @return not empty, unmodifiable
     */
    public Set<Transport> transports() {
        return transports;
    }

    /**
     * The transports of which one is enough for the action on a connection of this protocol.
     *
     * @param action what the client wants to do
     * @return not empty, unmodifiable
     */
    public Set<Transport> transports(Action action) {
        if (this != RTC || action == Action.SHARE) {
            return transports;
        }
        return Set.of(action == Action.PUBLISH ? Transport.WHIP : Transport.WHEP);
    }
}
