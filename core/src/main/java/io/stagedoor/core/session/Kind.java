package io.stagedoor.core.session;

/** What a client has, and how the index hears of it. */
public enum Kind {
    /** A connection. Its front end says when it comes and when it goes. */
    CONNECTION,
    /** A response or the like that is under way. The index finds out by a census that it has come or gone; there are few. */
    UNDER_WAY,
    /** Nothing but a session, by which its next request is judged. */
    PLAYER
}
