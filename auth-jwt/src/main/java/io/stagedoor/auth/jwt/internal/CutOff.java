package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.Refusal;

/** Tells of a token that is refused whether it may have lost its end: encoders cut off long URLs, and say nothing. */
final class CutOff {

    /** What rtmpdump, which sends least, leaves of a token; and the most that ffmpeg leaves of a URL behind the host. */
    private static final int LEAST = 900;

    private static final int MOST = 1023;

    private CutOff() {}

    /** The form of a token, for which its end is needed. */
    static CompactJws form(byte[] token) throws Refusal {
        try {
            return CompactJws.of(token);
        } catch (Refusal malformed) {
            throw malformed.explained(byLength(token.length));
        }
    }

    /** What the log says more of a token of this many characters; empty for nothing. */
    private static String byLength(int length) {
        return length < LEAST || length > MOST
                ? ""
                : "; it has " + length + " characters, and ffmpeg and OBS cut off longer URLs: pass it as connect"
                        + " argument, or make shorter tokens";
    }

    /**
     * What the log says more of a token whose signature does not hold; empty for nothing.
     *
     * @param algorithm that the token says it is signed by
     */
    static String bySignature(CompactJws token, Algorithm algorithm) {
        return token.signature().decode().length >= algorithm.leastSignatureBytes()
                ? ""
                : "; the signature is shorter than any by " + algorithm.shown() + ": the token was cut off"
                        + byLength(token.length());
    }
}
