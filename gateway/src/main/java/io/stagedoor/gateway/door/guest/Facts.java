package io.stagedoor.gateway.door.guest;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.gateway.door.codec.Hook;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Guest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a guest, as types of the JDK, so that the next version of this bundle knows him.
 *
 * @param server that he is at
 * @param id by which the audit log names him
 * @param protocol by which he came
 * @param path of the stream that he publishes or plays
 * @param address that he came from; empty if the server does not tell
 * @param handles what the server's API needs to end him
 */
record Facts(
        String server,
        String id,
        Action action,
        Protocol protocol,
        StreamPath path,
        String address,
        Map<String, String> handles) {

    private static final String HANDLE = "handle.";

    Facts {
        handles = Map.copyOf(handles);
    }

    static Facts of(ServerSettings server, String id, Hook hook, Protocol protocol, StreamPath path) {
        return new Facts(
                server.name(), id, hook.action().orElseThrow(), protocol, path, hook.address(), hook.handles());
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>();
        map.put("server", server);
        map.put("id", id);
        map.put("action", action.name());
        map.put("protocol", protocol.name());
        map.put("application", path.application());
        map.put("room", path.room());
        map.put("stream", path.stream());
        map.put("address", address);
        handles.forEach((name, value) -> map.put(HANDLE + name, value));
        return map;
    }

    /** What is kept of a guest; empty if another version of this bundle wrote it otherwise. */
    static Optional<Facts> of(Guest guest) {
        Map<String, Object> map = guest.facts();
        try {
            Map<String, String> handles = new HashMap<>();
            map.forEach((name, value) -> {
                if (name.startsWith(HANDLE)) {
                    handles.put(name.substring(HANDLE.length()), String.valueOf(value));
                }
            });
            return Optional.of(new Facts(
                    text(map, "server"),
                    text(map, "id"),
                    Action.valueOf(text(map, "action")),
                    Protocol.valueOf(text(map, "protocol")),
                    new StreamPath(text(map, "application"), text(map, "room"), text(map, "stream")),
                    text(map, "address"),
                    handles));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(Map<String, Object> map, String name) {
        return map.get(name) instanceof String text ? text : "";
    }
}
