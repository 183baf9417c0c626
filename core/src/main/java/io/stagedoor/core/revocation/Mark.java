package io.stagedoor.core.revocation;

import java.util.Optional;
import java.util.stream.Stream;

/** By what those are known who are meant by a revocation. The order is part of nothing that is kept. */
public enum Mark {
    /** The id of a token ({@code jti}, RFC 7519, section 4.1.7). */
    TOKEN("jti", 1),
    /** The id of the key that signed a token ({@code kid}, RFC 7515, section 4.1.4). */
    KEY("kid", 2),
    /** The id of a session at the issuer ({@code sid}, OpenID Connect Front-Channel Logout 1.0, section 3). */
    SESSION("sid", 3),
    /** Who it is ({@code sub}, RFC 7519, section 4.1.2), or the name of a user; proven or only claimed. */
    SUBJECT("sub", 4),
    /** A stream, as {@code application/room/stream}, or {@code application/stream} without a room. */
    STREAM("stream", 5),
    /** How an authenticator was configured that let clients in. */
    BASIS("basis", 6);

    private final String shown;
    private final int code;

    Mark(String shown, int code) {
        this.shown = shown;
        this.code = code;
    }

    /** How operators call it. */
    public String shown() {
        return shown;
    }

    /** Whether a time of issue, and an issuer, tell one from another. */
    boolean isOfTokens() {
        return this != STREAM && this != BASIS;
    }

    /** How it is kept. */
    int code() {
        return code;
    }

    static Optional<Mark> of(int code) {
        return Stream.of(values()).filter(mark -> mark.code == code).findFirst();
    }
}
