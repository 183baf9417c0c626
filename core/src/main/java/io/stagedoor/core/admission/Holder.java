package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.session.SessionState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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

    /** What a client does with the stream at its path that came for nothing else; empty for a client whose streams are judged on their own. */
    Optional<Use> use();

    /**
     * A use of a stream.
     *
     * @param mode as of {@link io.stagedoor.auth.StreamRequest}
     */
    record Use(Action action, String mode) {}
}
