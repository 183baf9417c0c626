package io.stagedoor.gateway.door.codec;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.core.carrier.ClientParameters;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a server tells or asks of one of its clients. Immutable.
 *
 * @param event what happens
 * @param action what the client wants to do; empty for one that only connects
 * @param protocol by which it comes; empty if nobody can tell, which refuses it
 * @param sure whether it is that protocol for sure: where it is not, nobody is let in whose grant has some transports only
 * @param path of the stream as the server names it, with the application: begins with {@code /}; of a connect, that of the application
 * @param vhost that the client came by, in lower case; empty where the server has none
 * @param key by which the server tells this use of a stream from others: the same with each hook about it
 * @param address of the client; empty if it is not told
 * @param userAgent of the client; empty if it is not told
 * @param mode as of {@link io.stagedoor.auth.StreamRequest}
 * @param credentials adds what the client shows
 * @param handles what the server's API needs to end the client; nothing secret
 */
public record Hook(
        Event event,
        Optional<Action> action,
        Optional<Protocol> protocol,
        boolean sure,
        String path,
        String vhost,
        String key,
        String address,
        String userAgent,
        String mode,
        Consumer<ClientParameters> credentials,
        Map<String, String> handles) {

    /** What happens. */
    public enum Event {
        /** A client connects, and may say later what it wants. */
        CONNECT,
        /** A client wants to publish or to play. */
        BEGIN,
        /** A client publishes or plays still. */
        UPDATE,
        /** A client publishes or plays no more. */
        END,
        /** Nothing that anybody has to decide about. */
        OTHER
    }

    /** Nobody shows anything. */
    static final Consumer<ClientParameters> NOTHING = parameters -> {};

    /** Copies the handles. */
    public Hook {
        handles = Map.copyOf(handles);
    }

    /** A hook that nobody has to decide about. */
    static Hook other() {
        return new Hook(
                Event.OTHER, Optional.empty(), Optional.empty(), true, "/", "", "", "", "", "", NOTHING, Map.of());
    }

    /** Shows nothing that a client sent. */
    @Override
    public String toString() {
        return "Hook[" + event + "]";
    }
}
