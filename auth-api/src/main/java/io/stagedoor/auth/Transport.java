package io.stagedoor.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a grant can be limited to: the names that the claim {@code red5-transport} knows. */
public enum Transport {
    /** RTMP, RTMPS, RTMPE, RTMPT. */
    RTMP,
    /** RTSP, RTSPS. */
    RTSP,
    /** Publishing by WebRTC. */
    WHIP,
    /** Playing by WebRTC. */
    WHEP,
    /** SRT. */
    SRT,
    /** MPEG-TS over UDP or RTP. */
    MPEGTS,
    /** HLS, DASH and progressive download. */
    HTTP,
    /** WebSocket. */
    WS;

    /**
     * The transport of a name, whatever its case and the machine's locale.
     *
     * @param name a name such as {@code RTMP} or {@code whip}, without blanks around it
     * @return empty for a name that is none of these
     */
    public static Optional<Transport> named(String name) {
        // Only ASCII: the upper case of some other letters is an ASCII one.
        if (name.chars().anyMatch(c -> c > 0x7f)) {
            return Optional.empty();
        }
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(t -> t.name().equals(upper)).findFirst();
    }
}
