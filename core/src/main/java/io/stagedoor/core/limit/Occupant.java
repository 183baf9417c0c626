package io.stagedoor.core.limit;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.StreamPath;
import java.util.Optional;

/** A client that has a place, or wants one: a connection, or a player over HTTP. Thread-safe; nothing here waits. */
public interface Occupant {

    /** What nobody but this client has: always equal for it. */
    Object key();

    /** What the client has shown, as far as it is known at this moment; empty if nothing tells it from what others show. */
    Optional<Token> token();

    /**
     * Whether the client still has something to hold a place with.
     *
     * @param action to publish or to play; empty for either
     */
    boolean isHere(Optional<Action> action);

    /** How many bytes the server has received from the client; -1 if nobody counts them, so that it is never silent. */
    long received();

    /** Whether the client publishes a stream, as far as the server has it. */
    boolean publishes(StreamPath stream);
}
