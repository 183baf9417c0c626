package io.stagedoor.core.admission;

import java.util.Map;
import java.util.function.BiConsumer;

/** The clients of a front end that are in, with their sessions. A front end implements it; thread-safe, and nothing here waits for a client. */
public interface Connected {

    /** Visits them. One that comes or goes meanwhile may be left out. */
    void forEach(BiConsumer<Client, Map<String, Object>> visitor);

    /**
     * Gives a client another session.
     *
     * @param client as it was visited
     * @param before the session that it was visited with
     * @return {@code false}, and nothing has changed, if the client is gone or holds another session by now
     */
    boolean replace(Client client, Map<String, Object> before, Map<String, Object> after);
}
