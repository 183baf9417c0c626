package io.stagedoor.core.client;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.settings.ClusterMembership;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One client of a front end, for the time of a question. A front end implements it; thread-safe. */
public interface Client {

    /** The server's id of the connection. Several clients may have one id, and it may be empty. */
    String id();

    /**
     * What the server has for the client as long as it is in, such as its connection: always the same object, and none of the front end's own
     * bundle. The core keeps it weakly, and does not look into it.
     */
    Object handle();

    /** How the client comes; empty if nobody knows, which refuses it. */
    Optional<Protocol> protocol();

    /**
     * Whether this is the server itself, which pulls a stream from elsewhere. That authentication is off for a protocol does not concern it.
     */
    boolean isOwn();

    /** The address in text form; empty if it is not known. */
    String address();

    /**
     * Whether the calling thread may be kept waiting for this client: {@code false} for one of the few that read for all clients of the
     * server. What would take time is refused there.
     */
    boolean mayWait();

    /** How soon the server needs an answer; empty if it waits as long as the application's {@code decisionTimeoutMillis} says. */
    default Optional<Duration> patience() {
        return Optional.empty();
    }

    /**
     * Whether what an authenticator says later is waited for: the server cannot be told, or not in time, that what it has been answered counts no more. Only for clients that
     * {@linkplain #mayWait may wait}.
     */
    default boolean waitsForLast() {
        return false;
    }

    /** What members of the server's cluster prove themselves with; empty if none is configured. */
    Optional<ClusterMembership> cluster();

    /**
     * Shows the application what an authenticator said of the client.
     *
     * @param connect with what the client presented
     */
    void show(ConnectRequest connect, Grant grant);

    /** As {@link #show(ConnectRequest, Grant)}, for a later answer. */
    void show(Grant grant);

    /**
     * Tells the client that everything it holds ends soon, if its protocol has words for it. Does not wait for it.
     *
     * @param end when
     */
    default void expiring(Instant end) {
        // Most protocols have no words for it.
    }

    /** Tells the client why, if its protocol has words for it, and disconnects it. Does not wait for it. */
    void close(EndReason reason);
}
