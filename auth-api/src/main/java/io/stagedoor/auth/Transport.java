package io.stagedoor.auth;

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

    private static final Transport[] ALL = values();

    private final Optional<Transport> itself = Optional.of(this);

    /**
     * The transport of a name, whatever its case and the machine's locale.
     *
     * @param name a name such as {@code RTMP} or {@code whip}, without blanks around it
     * @return empty for a name that is none of these
     */
    public static Optional<Transport> named(String name) {
        for (Transport transport : ALL) {
            if (transport.isNamed(name)) {
                return transport.itself;
            }
        }
        return Optional.empty();
    }

    /** Compares ASCII letters only: some others have one of them as their upper case. */
    private boolean isNamed(String name) {
        if (name.length() != name().length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c >= 'a' && c <= 'z' ? c - 32 : c) != name().charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
