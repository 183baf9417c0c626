package io.stagedoor.core.admission;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.routing.ClusterMembership;
import java.util.Optional;

/** One client of a front end, for the time of a question. A front end implements it; thread-safe. */
public interface Client {

    /** The server's id of the connection. */
    String id();

    /** How the client comes; empty if nobody knows, which refuses it. */
    Optional<Protocol> protocol();

    /**
     * Whether this is the server itself, which pulls a stream from elsewhere. That authentication is off for a protocol does not concern it.
     */
    boolean isOwn();

    /** The address in text form; empty if it is not known. */
    String address();

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

    /** Disconnects the client. Does not wait for it. */
    void close();
}
