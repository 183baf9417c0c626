package io.stagedoor.core.client;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.session.SessionState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A client that is in, with the session that it was visited with. A front end implements it; thread-safe. */
public interface Holder {

    /** The client. */
    Client client();

    /** The session, as types of the JDK. The same object each time, and in each visit until it is replaced. */
    Map<String, Object> session();

    /**
     * Gives the client another session.
     *
     * @return {@code false}, and nothing has changed, if the client is gone or holds another session by now
     */
    boolean replace(Map<String, Object> after);

    /**
     * Where the client is.
     *
     * @param state its session
     */
    StreamPath path(SessionState state);

    /**
     * The request that the client came with, to judge it again.
     *
     * @param state its session
     * @param deadline of the decision
     */
    ConnectRequest request(SessionState state, Instant deadline);

    /** The streams that the client sends or receives, as far as they are known here. */
    Set<StreamPath> streams();

    /** Those of the {@link #streams} that the client sends. */
    Set<StreamPath> published();

    /** What a client does with the stream at its path that came for nothing else; empty for a client whose streams are judged on their own. */
    Optional<Use> use();

    /** What a connection has open, as far as its front end knows; empty for a client that came for nothing else. A copy. */
    default Set<Open> open() {
        return Set.of();
    }

    /**
     * Ends one stream that a connection has open, tells the client why, and leaves it the others. Does not wait for the client.
     *
     * @return {@code false}, and nothing has ended, if the front end can only end all that the client has
     */
    default boolean end(Open open, EndReason reason) {
        return false;
    }

    /**
     * What is known of the client, to judge it again.
     *
     * @throws IllegalArgumentException if another version of this bundle wrote the session otherwise
     */
    default SessionState state() {
        return SessionState.of(session());
    }

    /**
     * A session of this client, as its front end keeps it.
     *
     * @param next what it holds from now on
     */
    default Map<String, Object> with(SessionState next) {
        return next.toMap();
    }

    /** Whether the client has nothing at this moment that could be cut off: it asks for something from time to time, and has not for a while. */
    default boolean isSilent() {
        return false;
    }

    /**
     * Until when the client counts as one that plays, in milliseconds since 1970, if it asks for nothing more: it may have a place that others want. {@link
     * Long#MAX_VALUE} for as long as it is in.
     */
    default long countsUntil() {
        return Long.MAX_VALUE;
    }

    /** What the client has used so far; empty if nobody counts it, or the client is gone. */
    Optional<Usage> usage();

    /**
     * What a client has used.
     *
     * @param since when it was let in
     * @param bytesIn how many bytes the server has received from it; -1 if nobody counts them
     * @param bytesOut how many bytes the server has sent to it; -1 if nobody counts them
     */
    record Usage(Instant since, long bytesIn, long bytesOut) {}

    /**
     * Whether the client came for the room of its path, and nobody is asked about it later: so it is with a WebSocket. Its grant has to cover that room.
     */
    boolean isForRoom();

    /**
     * A stream or shared object that a connection has open.
     *
     * @param path of it
     */
    record Open(Action action, StreamPath path) {}

    /**
     * A use of a stream.
     *
     * @param mode as of {@link io.stagedoor.auth.StreamRequest}
     */
    record Use(Action action, String mode) {}
}
