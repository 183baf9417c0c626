package io.stagedoor.auth;

/**
 * Why an authenticator is asked. Asking has effects: a failure is counted, a client waits its turn, a one-time token is used up.
 * Questions of some purposes must have none of them, see {@link #changesNothing}.
 *
 * @since 2.0
 */
public enum Purpose {
    /** A client connects, or uses a stream. */
    LIVE,
    /**
     * A connected client sends new credentials to replace its grant. They are judged as those of a client that comes, and a failure counts. What the client has open
     * already is asked about with {@link #RECHECK}: it does not begin.
     */
    REFRESH,
    /**
     * Somebody shows what a client would, to get a ticket for it: judged as a client that connects. The answer may say how long that is worth
     * something, see {@link Decision.Standing}.
     */
    TICKET,
    /**
     * Stagedoor judges a connected client again, because the configuration or a secret has changed, or because it is time to. The client is in already: what counts only
     * at its beginning, such as a token's {@code exp} that does not end what runs, does not count.
     */
    RECHECK,
    /** A second authenticator is asked about a real client only to compare its answer, which has no effect. */
    SHADOW,
    /** An operator asks what the answer would be. There is no client. */
    DRY_RUN;

    /**
     * Whether the question must change nothing: the authenticator counts no failure, throttles nobody for it, and uses up no
     * token.
     */
    public boolean changesNothing() {
        return this != LIVE && this != REFRESH && this != TICKET;
    }

    /** Whether the answer admits nobody: it is compared or shown, and the authenticator may decline to answer. */
    public boolean isTrial() {
        return this == SHADOW || this == DRY_RUN;
    }
}
