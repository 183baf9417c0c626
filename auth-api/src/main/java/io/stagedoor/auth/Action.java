package io.stagedoor.auth;

/** An action that a connected client can request. */
public enum Action {
    /** Send a stream to the server: live, record or append. */
    PUBLISH,
    /** Receive a stream from the server, live or recorded. */
    SUBSCRIBE,
    /**
     * Use a shared object. A grant that contains it may create objects and write, send and delete in them; to connect to one,
     * and so to read it, any action in the grant is enough.
     */
    SHARE
}
