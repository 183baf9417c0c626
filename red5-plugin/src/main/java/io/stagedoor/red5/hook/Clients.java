package io.stagedoor.red5.hook;

import java.util.Map;
import java.util.function.BiConsumer;
import org.osgi.annotation.versioning.ProviderType;
import org.red5.server.api.IConnection;

/**
 * The connected clients that a {@link Gate} has let in. The plugin registers it as a service for bundles.
 * Thread-safe; no method waits for a client.
 */
@ProviderType
public interface Clients {

    /**
     * Visits the clients, each with its session. One that comes or goes meanwhile may be left out.
     *
     * @param visitor may call the other methods
     */
    void forEach(BiConsumer<IConnection, Map<String, Object>> visitor);

    /**
     * Replaces the session of a client for its later requests. A provisional client stays provisional.
     *
     * @param before the session that it was visited with
     * @param after strings, numbers, booleans, and lists and maps of these; not empty
     * @return {@code false}, and nothing has changed, if the client is gone or holds another session by now
     */
    boolean replace(IConnection connection, Map<String, Object> before, Map<String, Object> after);

    /** Disconnects a client, whatever it is doing, and even if it reads nothing. */
    void close(IConnection connection);
}
