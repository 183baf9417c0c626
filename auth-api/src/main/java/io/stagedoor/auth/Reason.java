package io.stagedoor.auth;

/**
 * Why a client was refused. Stagedoor counts each constant and writes its name to the audit log. The client never
 * learns it: it gets one constant text for each kind of refusal.
 */
public enum Reason {
    /** The client sent no usable credentials: none, blank ones, or {@code undefined}. */
    NO_CREDENTIALS,
    /** One parameter was given twice with different values, in one carrier or in two. */
    AMBIGUOUS_CREDENTIALS,
    /** The user is unknown or the password is wrong; the reason does not say which. */
    BAD_CREDENTIALS,
    /** Too many failures; the client tried again too early. */
    THROTTLED,
    /** The token is longer than the configured limit; it was not decoded. */
    TOKEN_TOO_LARGE,
    /** The token is not a compact JWS of three parts whose header and payload are one JSON object each (RFC 7515 §7.1). */
    MALFORMED_TOKEN,
    /** The token's {@code alg} is not on the configured list, or its header requires an unsupported feature (RFC 7515 §4.1). */
    UNSUPPORTED_TOKEN,
    /** The token's signature is not that of a configured key (RFC 7515 §5.2). */
    BAD_SIGNATURE,
    /** The token has no {@code exp}, or one that is not a number (RFC 7519 §4.1.4). */
    NO_EXPIRY,
    /** The token's {@code exp} has passed (RFC 7519 §4.1.4). */
    EXPIRED,
    /** The token's {@code exp} lies further ahead than the configured lifetime limit allows. */
    LIFETIME_TOO_LONG,
    /** The token's {@code nbf} lies ahead, or is not a number (RFC 7519 §4.1.5). */
    NOT_YET_VALID,
    /** The token's {@code iss} is not the configured one (RFC 7519 §4.1.1). */
    WRONG_ISSUER,
    /** The token is for others: its audience is not one of the configured ones (RFC 7519 §4.1.3). */
    WRONG_AUDIENCE,
    /** A claim that the configuration asks for is missing, or says something else. */
    CLAIM_REQUIRED,
    /** A claim that limits what the token allows is empty, or neither a string nor an array of strings. */
    MALFORMED_CLAIM,
    /** The grant does not contain the action. */
    ROLE_NOT_ALLOWED,
    /** The grant does not contain the protocol that the client uses. */
    TRANSPORT_NOT_ALLOWED,
    /** The grant does not contain the room. */
    ROOM_NOT_ALLOWED,
    /**
     * The grant is for one stream, and this is another.
     *
     * @since 2.0
     */
    STREAM_NOT_ALLOWED,
    /**
     * The ticket was never made, or has ended, or was taken back.
     *
     * @since 2.0
     */
    UNKNOWN_TICKET,
    /**
     * What the ticket stands for rests on a secret, a key or an authenticator that is no longer in force.
     *
     * @since 2.0
     */
    BASIS_CHANGED,
    /**
     * There are as many tickets, of the subject or in all, as there may be.
     *
     * @since 2.0
     */
    TOO_MANY_TICKETS,
    /** The grant has expired, and its provider is configured to check that for new streams. */
    GRANT_EXPIRED,
    /**
     * What the client shows, holds or wants was taken back: its token, the key of it, its session at the issuer, its subject, or the stream.
     *
     * @since 2.0
     */
    REVOKED,
    /**
     * What the client shows may be used once, and another client has used it; see {@link TokenUse}.
     *
     * @since 2.0
     */
    TOKEN_USED,
    /**
     * As many clients of the same subject, token or claim publish or play already as the application's configuration allows.
     *
     * @since 2.0
     */
    TOO_MANY_SESSIONS,
    /**
     * A client that is in sent new credentials, and they are not its own: of another subject, another issuer or another authenticator than those that let it in, or
     * nobody can tell. What it was granted goes on to its end.
     *
     * @since 2.0
     */
    OTHER_HOLDER,
    /** The path of the application, room or stream is not acceptable; see {@link StreamPath}. */
    BAD_PATH,
    /** The publisher asked for a mode (live, record, append) that the application's configuration does not allow. */
    MODE_NOT_ALLOWED,
    /** The client's user agent is not on the application's list. */
    AGENT_NOT_ALLOWED,
    /** The client called a method that clients may not call. */
    METHOD_NOT_ALLOWED,
    /** The client is not authenticated, or its session is no longer known. */
    NOT_ADMITTED,
    /** The protocol of the connection is unknown. */
    UNKNOWN_PROTOCOL,
    /** No configuration for this application, and none for {@code *}. */
    NOT_CONFIGURED,
    /** Every authenticator of the chain abstained. */
    ALL_ABSTAINED,
    /** No authenticator could decide; see {@link Decision.Unavailable}. */
    UNAVAILABLE
}
