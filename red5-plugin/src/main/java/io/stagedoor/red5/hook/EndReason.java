package io.stagedoor.red5.hook;

/**
 * Why Stagedoor ends what a client has. The name is what logs show; the client is told {@link #text}, in the way of its
 * protocol.
 *
 * @since 3.0
 */
public enum EndReason {
    /** The end that its session named has come. */
    EXPIRED("The session has expired."),
    /** Its credentials were revoked. */
    REVOKED("The credentials were revoked."),
    /** Another client took its place. */
    REPLACED("Another client has taken this place."),
    /** An operator, or the application's backend, has disconnected it. */
    KICKED("The server has ended the session."),
    /** It was judged again and refused. */
    RECHECK_DENIED("No longer authorized."),
    /** It was let in until an authenticator confirmed it, and that did not happen. */
    NOT_CONFIRMED("Not authorized.");

    private final String text;

    EndReason(String text) {
        this.text = text;
    }

    /** One sentence for the client: plain ASCII, at most 100 characters, nothing about anybody else. */
    public String text() {
        return text;
    }
}
