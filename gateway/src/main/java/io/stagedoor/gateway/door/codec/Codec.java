package io.stagedoor.gateway.door.codec;

import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.time.Duration;
import java.util.Optional;

/** The dialect of one kind of server. Stateless. */
public interface Codec {

    /**
     * Reads a hook.
     *
     * @param ask of a server that has proven itself
     * @throws Malformed if it is not what such a server sends, or cannot be told apart from what a client has forged
     */
    Hook read(Ask ask, ServerSettings server) throws Malformed;

    /**
     * The answer that lets a client do what a hook asks about, or acknowledges a hook that asks nothing.
     *
     * @param rest after which time the client has to end; empty for no end
     */
    Reply allow(Hook hook, Optional<Duration> rest);

    /** The answer that lets nobody do anything: it has no reason in it that a client could read. */
    Reply refuse();
}
