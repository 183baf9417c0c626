package io.stagedoor.core.client;

import io.stagedoor.auth.StreamPath;
import java.time.Instant;
import java.util.Optional;

/**
 * A client that connects.
 *
 * @param path where to; empty if a name in it is refused
 * @param credentials how its credentials are read; not asked if nobody judges the client, or everybody is refused
 */
public record Arrival(Optional<StreamPath> path, Credentials credentials) {

    /** Reads what a client sent. */
    @FunctionalInterface
    public interface Credentials {

        /**
         * Reads it.
         *
         * @param deadline of the decision
         */
        Reading read(Instant deadline);
    }
}
