package io.stagedoor.http.session;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.session.SessionState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The basis of a response that is being sent, or of a WebSocket, so that it can be judged again. The hook keeps it as types of the JDK with a
 * format number.
 *
 * @param client who it is for, and what it was let through by
 * @param stream its name, without room; empty for a WebSocket
 * @param action to play, or to publish; empty for a WebSocket
 * @param mode of a {@link io.stagedoor.auth.StreamRequest}
 * @param parameters that authenticators are told of; empty unless credentials are kept
 * @param player its id in the audit log
 */
public record UnderWay(
        SessionState client,
        String stream,
        Optional<Action> action,
        String mode,
        Map<String, String> parameters,
        String player) {

    private static final int FORMAT = 1;
    /** Of a WebSocket: a bridge that knows only responses leaves it alone. */
    private static final int WEB_SOCKET_FORMAT = 3;

    private static final String FORMAT_ENTRY = "format";
    private static final String ACTION = "action";

    /** What {@link #toMap} wrote, with another session of the client: this very object. */
    public static Map<String, Object> with(Map<String, Object> map, Map<String, Object> client) {
        Map<String, Object> other = new HashMap<>(map);
        other.remove(SessionState.ENDS_AT);
        other.put("client", client);
        // The hook looks for it at the top.
        if (client.get(SessionState.ENDS_AT) != null) {
            other.put(SessionState.ENDS_AT, client.get(SessionState.ENDS_AT));
        }
        other.put(FORMAT_ENTRY, format(other));
        return Map.copyOf(other);
    }

    /** Another one with an end, so that nobody who does not know of the end drops it. */
    private static int format(Map<String, Object> map) {
        return ("".equals(map.get(ACTION)) ? WEB_SOCKET_FORMAT : FORMAT)
                + (map.get(SessionState.ENDS_AT) == null ? 0 : 1);
    }

    public StreamPath path() {
        return new StreamPath(client.path().application(), client.path().room(), stream);
    }

    /** The request that it began with, for judging it again. */
    public ConnectRequest connect(String id, Instant deadline) {
        return ConnectRequest.builder(id, client.protocol(), path(), deadline)
                .credentials(client.credentials())
                .remoteAddress(client.remoteAddress())
                .userAgent(client.userAgent())
                .parameters(parameters)
                .build();
    }

    public Map<String, Object> toMap() {
        return with(
                Map.of(
                        "stream",
                        stream,
                        ACTION,
                        action.map(Action::name).orElse(""),
                        "mode",
                        mode,
                        "parameters",
                        parameters,
                        "player",
                        player),
                client.toMap());
    }

    private static boolean isKnown(Map<String, Object> map) {
        return Objects.equals(map.get(FORMAT_ENTRY), format(map));
    }

    /** The client's part of what {@link #toMap} wrote, unread; empty for what another version of this bundle wrote otherwise. */
    @SuppressWarnings("unchecked")
    public static Optional<Map<String, Object>> client(Map<String, Object> map) {
        return isKnown(map) && map.get("client") instanceof Map<?, ?> client
                ? Optional.of((Map<String, Object>) client)
                : Optional.empty();
    }

    /** What {@link #toMap} wrote; empty for what another version of this bundle wrote otherwise. */
    @SuppressWarnings("unchecked")
    public static Optional<UnderWay> of(Map<String, Object> map) {
        if (!isKnown(map)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new UnderWay(
                    SessionState.of((Map<String, Object>) Objects.requireNonNull(map.get("client"))),
                    Objects.requireNonNull((String) map.get("stream")),
                    Optional.of(Objects.requireNonNull((String) map.get(ACTION)))
                            .filter(action -> !action.isEmpty())
                            .map(Action::valueOf),
                    Objects.requireNonNull((String) map.get("mode")),
                    new HashMap<>((Map<String, String>) map.get("parameters")),
                    Objects.requireNonNullElse((String) map.get("player"), "http")));
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** Shows nothing that a client sent but the stream's name. */
    @Override
    public String toString() {
        return "UnderWay[" + path() + "]";
    }
}
