package io.stagedoor.core.client;

import io.stagedoor.core.session.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The clients of a front end that are in, with their sessions. A front end implements it; thread-safe, and nothing here waits for a client. */
public interface Connected {

    /** What these clients have. */
    Kind kind();

    /** Whether it is known who they are; if not yet, {@link #forEach} may leave out any. Once it is known, it stays so. */
    default boolean isKnown() {
        return true;
    }

    /** Visits them. One that comes or goes meanwhile may be left out. */
    void forEach(Consumer<Holder> visitor);

    /**
     * One client, in constant time.
     *
     * @param handle as of {@link Client#handle}, of any client
     * @param session of the client
     * @return empty if the handle is of another kind, or the client is known to be gone
     */
    Optional<Holder> holder(Object handle, Map<String, Object> session);
}
