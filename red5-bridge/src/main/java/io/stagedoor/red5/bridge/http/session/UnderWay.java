package io.stagedoor.red5.bridge.http.session;

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
 * The basis of a response that is being sent, so that it can be judged again. The hook keeps it as types of the JDK with a format number.
 *
 * @param client who it is for, and what it was let through by
 * @param stream its name, without room
 * @param action to play, or to publish
 * @param mode of a {@link io.stagedoor.auth.StreamRequest}
 * @param parameters that authenticators are told of; empty unless credentials are kept
 * @param player its id in the audit log
 */
public record UnderWay(
        SessionState client, String stream, Action action, String mode, Map<String, String> parameters, String player) {

    private static final int FORMAT = 1;

    public UnderWay with(SessionState other) {
        return new UnderWay(other, stream, action, mode, parameters, player);
    }

    public StreamPath path() {
        return new StreamPath(client.path().application(), client.path().room(), stream);
    }

    /** The request that it began with, for judging it again. */
    public ConnectRequest connect(String id, Instant deadline) {
        return new ConnectRequest(
                id,
                client.protocol(),
                path(),
                client.credentials(),
                client.remoteAddress(),
                client.userAgent(),
                parameters,
                deadline);
    }

    public Map<String, Object> toMap() {
        return Map.of(
                "format", FORMAT,
                "client", client.toMap(),
                "stream", stream,
                "action", action.name(),
                "mode", mode,
                "parameters", parameters,
                "player", player);
    }

    /** The client's part of what {@link #toMap} wrote, unread; empty for what another version of this bundle wrote otherwise. */
    @SuppressWarnings("unchecked")
    public static Optional<Map<String, Object>> client(Map<String, Object> map) {
        return Objects.equals(map.get("format"), FORMAT) && map.get("client") instanceof Map<?, ?> client
                ? Optional.of((Map<String, Object>) client)
                : Optional.empty();
    }

    /** What {@link #toMap} wrote; empty for what another version of this bundle wrote otherwise. */
    @SuppressWarnings("unchecked")
    public static Optional<UnderWay> of(Map<String, Object> map) {
        if (!Objects.equals(map.get("format"), FORMAT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new UnderWay(
                    SessionState.of((Map<String, Object>) map.get("client")),
                    Objects.requireNonNull((String) map.get("stream")),
                    Action.valueOf((String) map.get("action")),
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
