package io.stagedoor.red5.hook;

import java.util.Map;
import java.util.Optional;
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
     * What a client has used so far.
     *
     * @return empty if it is not in
     * @since 3.0
     */
    Optional<Usage> usage(IConnection connection);

    /**
     * Replaces the session of a client for its later requests, and with it when the session ends. A provisional client stays
     * provisional.
     *
     * @param before the session that it was visited with
     * @param after strings, numbers, booleans, and lists and maps of these; not empty
     * @return {@code false}, and nothing has changed, if the client is gone, is being disconnected, or holds another session by now
     * @throws IllegalArgumentException if the new session is empty, or its end is malformed, see {@link Verdict#ENDS_AT}
     */
    boolean replace(IConnection connection, Map<String, Object> before, Map<String, Object> after);

    /**
     * Tells a client why, and disconnects it, whatever it is doing. A client that does not read is disconnected unread, a few
     * seconds later at most. From the call on, nothing that it asks for is allowed.
     *
     * @return {@code false} if it was being disconnected already, for whatever reason
     * @since 3.0
     */
    boolean close(IConnection connection, EndReason reason);

    /**
     * Ends one stream that a client has open, tells the client why, and leaves it the others; but what else it plays on the same stream id ends, too. The client has
     * it no more a moment later, whether it reads or not.
     *
     * @param use {@link Use#PUBLISH} or {@link Use#PLAY}
     * @param name as Red5 has it, see {@link OpenStream}
     * @return {@code false}, and nothing has ended, if the protocol of the client has no single streams, or it is not in
     * @since 3.2
     */
    boolean end(IConnection connection, Use use, String name, EndReason reason);

    /**
     * Calls a method of a client, without an answer: by RTMP, {@code method(null, message)}. It is sent soon, or not at all if
     * the client does not read.
     *
     * @param method begins with {@code on}
     * @param message texts, numbers, booleans, and lists and maps of these
     * @return {@code false} if the client is not in, or its protocol has no such calls
     * @since 3.0
     */
    boolean send(IConnection connection, String method, Map<String, Object> message);
}
