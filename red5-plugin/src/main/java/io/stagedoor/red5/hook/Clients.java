package io.stagedoor.red5.hook;

import java.util.Map;
import java.util.function.BiConsumer;
import org.osgi.annotation.versioning.ProviderType;
import org.red5.server.api.IConnection;

/**
 * The clients that a {@link Gate} has let in and that are still there. The plugin offers it to bundles as a service; thread-safe,
 * and nothing here waits for a client.
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
     * Gives a client another session: what it is asked about from now on. One that is in provisionally stays so.
     *
     * @param before the session that it was visited with
     * @param after strings, numbers, booleans, and lists and maps of these; not empty
     * @return {@code false}, and nothing has changed, if the client is gone or holds another session by now
     */
    boolean replace(IConnection connection, Map<String, Object> before, Map<String, Object> after);

    /** Cuts a client off, whatever it is doing and whether or not it reads what is sent to it. */
    void close(IConnection connection);
}
