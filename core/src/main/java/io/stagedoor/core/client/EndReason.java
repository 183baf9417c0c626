package io.stagedoor.core.client;

/** Why what a client has is ended. The name is the reason in the audit log; a front end tells the client in the words of its protocol. */
public enum EndReason {
    /** The end that its grant names has come. */
    EXPIRED,
    /** Its credentials were revoked. */
    REVOKED,
    /** Another client took its place. */
    REPLACED,
    /** An operator, or the application's backend, has disconnected it. */
    KICKED,
    /** It was judged again and refused, or may not stay by {@code onChange}. */
    RECHECK_DENIED,
    /** It was let in until its authenticator confirmed it, and that did not happen. */
    NOT_CONFIRMED
}
