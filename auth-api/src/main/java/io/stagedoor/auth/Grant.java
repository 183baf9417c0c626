package io.stagedoor.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The permissions of a connected client. A grant is pure data, and can be written as JDK types ({@link #toMap}), so
 * it survives an update of the bundle that made it.
 *
 * @param subject the identity of the client, for logs and applications; empty if unknown; only claimed, if the attribute {@link #UNPROVEN} is set
 * @param actions the allowed actions; empty for a client that may only connect
 * @param transports the allowed transports; empty for none
 * @param rooms the rooms it may use, each as {@link StreamPath#room()} writes it; {@code Optional.empty()} for any, and for
 *     streams directly under the application
 * @param expiresAt the end of the time in which the client may start new streams; {@code Optional.empty()} for as long as the connection lasts
 * @param attributes further facts on the client for the application, by name, for example {@code name}
 * @param keepsCredentials whether the provider needs the client's credentials again when it asks for a stream; they are then
 *     kept in memory as long as the connection lasts
 */
public record Grant(
        String subject,
        Set<Action> actions,
        Set<Transport> transports,
        Optional<Set<String>> rooms,
        Optional<Instant> expiresAt,
        Map<String, String> attributes,
        boolean keepsCredentials) {

    /**
     * Attribute of a grant that was given without a decision, because an authenticator is configured to allow clients
     * while it cannot decide. Its value is the cause. The audit log records the decision with the reason {@code
     * FAIL_OPEN}.
     */
    public static final String FAIL_OPEN = "failOpen";

    /**
     * Attribute of a grant whose subject is only claimed by the client, and not proven yet. Its value has no meaning. The audit log writes such a name as {@code claimed}, and the application does not see it as
     * {@code sub}. A later {@link Decision.Allow} whose grant lacks this attribute proves the subject.
     *
     * @since 1.2
     */
    public static final String UNPROVEN = "unproven";

    private static final int FORMAT = 1;

    /** Rejects {@code null}; copies the collections. */
    public Grant {
        Objects.requireNonNull(subject, "subject");
        actions = Set.copyOf(actions);
        transports = Set.copyOf(transports);
        rooms = rooms.map(Set::copyOf);
        Objects.requireNonNull(expiresAt, "expiresAt");
        attributes = Map.copyOf(attributes);
    }

    /**
     * A grant of everything, by any transport and in any room, for as long as the connection lasts.
     *
     * @param subject who the client is; may be empty
     */
    public static Grant everything(String subject) {
        return new Grant(
                subject,
                EnumSet.allOf(Action.class),
                EnumSet.allOf(Transport.class),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                false);
    }

    /**
     * Whether the holder has proven to be the subject.
     *
     * @since 1.2
     */
    public boolean isProven() {
        return !attributes.containsKey(UNPROVEN);
    }

    /**
     * This grant, of a holder that has proven to be the subject.
     *
     * @since 1.2
     */
    public Grant proven() {
        if (isProven()) {
            return this;
        }
        Map<String, String> others = new HashMap<>(attributes);
        others.remove(UNPROVEN);
        return new Grant(subject, actions, transports, rooms, expiresAt, others, keepsCredentials);
    }

    /**
     * Whether this grant lets its holder connect: by this protocol, and to this room. At the level of the application
     * the room is not checked yet, because publish and play name it.
     *
     * @param request the request of the holder
     * @return {@link Decision.Allow} with this grant, or {@link Decision.Deny}, which names no subject
     * @since 1.2
     */
    public Decision decide(ConnectRequest request) {
        if (!holdsAny(request.protocol().transports())) {
            return new Decision.Deny(Reason.TRANSPORT_NOT_ALLOWED, Limits.transport(this, request.protocol()));
        }
        StreamPath path = request.path();
        if (!(path.room().isEmpty() && path.stream().isEmpty()) && !coversRoom(path)) {
            return new Decision.Deny(Reason.ROOM_NOT_ALLOWED, Limits.room(this));
        }
        return new Decision.Allow(this);
    }

    /**
     * Whether this grant lets its holder do what the request asks for: the role, then the transport, the room, and the
     * expiry by the system's clock.
     *
     * @param request what the holder wants to do
     * @return {@link Decision.Allow} with this grant, or {@link Decision.Deny}
     */
    public Decision decide(StreamRequest request) {
        return decide(request, expiresAt.isPresent() ? Instant.now() : Instant.EPOCH);
    }

    /**
     * As {@link #decide(StreamRequest)}, at a given time.
     *
     * @param request what the holder wants to do
     * @param now the time to measure {@link #expiresAt()} by
     * @return {@link Decision.Allow} with this grant, or {@link Decision.Deny}
     */
    public Decision decide(StreamRequest request, Instant now) {
        Action action = request.action();
        boolean reads = action == Action.SHARE && request.mode().equals(StreamRequest.CONNECT);
        if (reads ? actions.isEmpty() : !actions.contains(action)) {
            return new Decision.Deny(Reason.ROLE_NOT_ALLOWED, Limits.role(this));
        }
        if (!holdsAny(request.connect().protocol().transports(action))) {
            return new Decision.Deny(
                    Reason.TRANSPORT_NOT_ALLOWED,
                    Limits.transport(this, request.connect().protocol()));
        }
        if (!coversRoom(request.path())) {
            return new Decision.Deny(Reason.ROOM_NOT_ALLOWED, Limits.room(this));
        }
        if (expiresAt.isPresent() && !now.isBefore(expiresAt.get())) {
            return new Decision.Deny(Reason.GRANT_EXPIRED, "since " + expiresAt.get());
        }
        return new Decision.Allow(this);
    }

    /**
     * Whether one of the transports is in this grant.
     *
     * @param wanted not empty
     */
    public boolean holdsAny(Set<Transport> wanted) {
        for (Transport transport : wanted) {
            if (transports.contains(transport)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the room of the path is in this grant: the whole room, so {@code a} does not cover {@code a/b}. A grant with rooms
     * does not cover what lies directly under the application.
     *
     * @param path any path
     */
    public boolean coversRoom(StreamPath path) {
        return rooms.isEmpty() || rooms.get().contains(path.room());
    }

    /**
     * This grant as JDK types only: strings, numbers, booleans, an {@link Instant}, lists and maps of them.
     *
     * @return unmodifiable; {@link #of} makes the same grant of it
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("subject", subject);
        map.put("actions", names(actions));
        map.put("transports", names(transports));
        rooms.ifPresent(set -> map.put("rooms", List.copyOf(set)));
        expiresAt.ifPresent(instant -> map.put("expiresAt", instant));
        map.put("attributes", attributes);
        map.put("keepsCredentials", keepsCredentials);
        return Map.copyOf(map);
    }

    /**
     * The grant that {@link #toMap} wrote.
     *
     * @param map what it wrote, in this version or an earlier one
     * @throws IllegalArgumentException if the format is not known, or an entry is missing or of another type: the
     *     caller must refuse the holder of such a grant
     */
    public static Grant of(Map<String, ?> map) {
        if (!Objects.equals(map.get("format"), FORMAT)) {
            throw new IllegalArgumentException("grant of an unknown format: " + map.get("format"));
        }
        try {
            return new Grant(
                    entry(map, "subject", String.class),
                    texts(entry(map, "actions", Collection.class)).stream()
                            .map(Action::valueOf)
                            .collect(Collectors.toSet()),
                    texts(entry(map, "transports", Collection.class)).stream()
                            .map(Transport::valueOf)
                            .collect(Collectors.toSet()),
                    map.containsKey("rooms")
                            ? Optional.of(texts(entry(map, "rooms", Collection.class)))
                            : Optional.empty(),
                    map.containsKey("expiresAt")
                            ? Optional.of(entry(map, "expiresAt", Instant.class))
                            : Optional.empty(),
                    attributes(entry(map, "attributes", Map.class)),
                    entry(map, "keepsCredentials", Boolean.class));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("grant with a missing or wrong entry: " + e.getMessage(), e);
        }
    }

    private static List<String> names(Set<? extends Enum<?>> constants) {
        List<String> names = new ArrayList<>(constants.size());
        for (Enum<?> constant : constants) {
            names.add(constant.name());
        }
        return List.copyOf(names);
    }

    private static <T> T entry(Map<String, ?> map, String key, Class<T> type) {
        return type.cast(Objects.requireNonNull(map.get(key), key));
    }

    private static Set<String> texts(Collection<?> values) {
        return values.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, String> attributes(Map<?, ?> map) {
        return map.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(e -> (String) e.getKey(), e -> (String) e.getValue()));
    }
}
