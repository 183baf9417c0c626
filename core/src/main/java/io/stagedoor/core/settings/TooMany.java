package io.stagedoor.core.settings;

/** What happens when all places are taken and another client comes. */
public enum TooMany {
    /** The client that comes is refused. */
    REJECT,
    /** It takes the place of a client with the same token; without one it is refused. */
    REPLACE,
    /** It takes the place of the client that has been there longest. */
    OLDEST
}
