package io.stagedoor.red5.bridge.http.session;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client that was allowed to use one stream. Stored as JDK types with a format number, so it survives an update
 * of this bundle.
 *
 * @param id what the client shows; secret
 * @param key what the URIs of its playlists are signed with; never leaves the server
 * @param path the stream
 * @param protocol how it came
 * @param authenticator who let it through
 * @param grant what it holds
 * @param basis what the decision rests on, see {@link io.stagedoor.core.routing.Basis}
 * @param origin where it comes from
 * @param began when, in milliseconds
 * @param used when last
 */
public record HttpSession(
        String id,
        String key,
        StreamPath path,
        Protocol protocol,
        String authenticator,
        Grant grant,
        String basis,
        Origin origin,
        long began,
        AtomicLong used) {

    private static final int FORMAT = 2;

    public HttpSession on(String other) {
        return new HttpSession(id, key, path, protocol, authenticator, grant, other, origin, began, used);
    }

    public Map<String, Object> toMap() {
        return Map.ofEntries(
                Map.entry("format", FORMAT),
                Map.entry("id", id),
                Map.entry("key", key),
                Map.entry("application", path.application()),
                Map.entry("room", path.room()),
                Map.entry("stream", path.stream()),
                Map.entry("protocol", protocol.name()),
                Map.entry("authenticator", authenticator),
                Map.entry("grant", grant.toMap()),
                Map.entry("basis", basis),
                Map.entry("fingerprint", origin.fingerprint()),
                Map.entry("address", origin.address()),
                Map.entry("credentials", origin.credentials()),
                Map.entry("began", began),
                Map.entry("used", used));
    }

    /** The session that {@link #toMap} wrote; empty for what another version of this bundle wrote otherwise. */
    @SuppressWarnings("unchecked")
    public static Optional<HttpSession> of(Map<String, Object> map) {
        if (!Objects.equals(map.get("format"), FORMAT)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new HttpSession(
                    (String) map.get("id"),
                    (String) map.get("key"),
                    new StreamPath(
                            (String) map.get("application"), (String) map.get("room"), (String) map.get("stream")),
                    Protocol.valueOf((String) map.get("protocol")),
                    (String) map.get("authenticator"),
                    Grant.of((Map<String, ?>) map.get("grant")),
                    (String) map.get("basis"),
                    new Origin(text(map, "fingerprint"), text(map, "address"), text(map, "credentials")),
                    (Long) map.get("began"),
                    (AtomicLong) map.get("used")));
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static String text(Map<String, Object> map, String key) {
        return Objects.requireNonNull((String) map.get(key));
    }

    /** Shows nothing that would let anyone through. */
    @Override
    public String toString() {
        return "HttpSession[" + path + "]";
    }
}
