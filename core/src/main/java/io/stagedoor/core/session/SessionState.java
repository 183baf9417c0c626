package io.stagedoor.core.session;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of an admitted client. The hook keeps it as JDK types with a format number, so that it outlives an update of this
 * bundle and pins none of its classes.
 *
 * @param path the application, and the room, that the client has connected to
 * @param authenticator the name of the authenticator that let it in; empty for a client that was let in unasked
 * @param grant what it may do; empty for a client that was let in unasked
 * @param protocol how it came
 * @param remoteAddress where from
 * @param userAgent what it calls itself
 * @param credentials {@link Credentials#NONE} unless the grant asks for them, or the application's configuration for judging again
 * @param basis what the decision that let it in rests on, see {@link io.stagedoor.core.routing.Basis}
 * @param provisional whether it was let in without having been asked who it is, and will be when it publishes or plays; has no
 *     grant then, and no credentials
 */
public record SessionState(
        StreamPath path,
        String authenticator,
        Optional<Grant> grant,
        Protocol protocol,
        String remoteAddress,
        String userAgent,
        Credentials credentials,
        String basis,
        boolean provisional) {

    /** Rejects a client that is both. */
    public SessionState {
        if (provisional && grant.isPresent()) {
            throw new IllegalArgumentException("a client that is not authenticated must not have a grant");
        }
    }

    /** Entries that can be looked at without reading the whole session. */
    public static final String APPLICATION = "application";

    public static final String AUTHENTICATOR = "authenticator";
    public static final String PROTOCOL = "protocol";
    public static final String BASIS = "basis";

    private static final int FORMAT = 1;
    /** Another one, so that nobody who does not know of it takes it for a client that need not be asked. */
    private static final int PROVISIONAL_FORMAT = 2;

    /** The session of a client that was let in unasked: authentication is off for it. */
    public static SessionState open(StreamPath path, Protocol protocol, String basis) {
        return new SessionState(path, "", Optional.empty(), protocol, "", "", Credentials.NONE, basis, false);
    }

    /** The session of a client that will be asked who it is when it publishes or plays. */
    public static SessionState provisional(ConnectRequest request, String basis) {
        return new SessionState(
                request.path(),
                "",
                Optional.empty(),
                request.protocol(),
                request.remoteAddress(),
                request.userAgent(),
                Credentials.NONE,
                basis,
                true);
    }

    /**
     * The session of a client that an authenticator let in.
     *
     * @param keeps whether its credentials are kept although the grant does not ask for them
     */
    public static SessionState granted(
            ConnectRequest request, String authenticator, Grant grant, String basis, boolean keeps) {
        return new SessionState(
                request.path(),
                authenticator,
                Optional.of(grant),
                request.protocol(),
                request.remoteAddress(),
                request.userAgent(),
                keeps || grant.keepsCredentials() ? request.credentials() : Credentials.NONE,
                basis,
                false);
    }

    /** Whether the client was let in because nobody is asked. */
    public boolean isOpen() {
        return grant.isEmpty() && !provisional;
    }

    /** This session on another basis. */
    public SessionState on(String other) {
        return new SessionState(
                path, authenticator, grant, protocol, remoteAddress, userAgent, credentials, other, provisional);
    }

    /** This session, of a client that has proven who it is. */
    public SessionState proven() {
        return new SessionState(
                path,
                authenticator,
                grant.map(Grant::proven),
                protocol,
                remoteAddress,
                userAgent,
                credentials,
                basis,
                provisional);
    }

    /** The connect that this session began with, for asking about a stream: with its credentials if the grant asks for them. */
    public ConnectRequest connect(String connectionId, Instant deadline) {
        ConnectRequest connect = reconnect(connectionId, deadline);
        return grant.map(Grant::keepsCredentials).orElse(false) ? connect : connect.with(Credentials.NONE);
    }

    /** The connect that this session began with, for judging it again: with the credentials that are kept. */
    public ConnectRequest reconnect(String connectionId, Instant deadline) {
        return new ConnectRequest(
                connectionId, protocol, path, credentials, remoteAddress, userAgent, Map.of(), deadline);
    }

    /** This session as JDK types. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", provisional ? PROVISIONAL_FORMAT : FORMAT);
        map.put(APPLICATION, path.application());
        map.put("room", path.room());
        map.put(AUTHENTICATOR, authenticator);
        grant.ifPresent(held -> map.put("grant", held.toMap()));
        map.put(PROTOCOL, protocol.name());
        map.put("remoteAddress", remoteAddress);
        map.put("userAgent", userAgent);
        map.put(BASIS, basis);
        credentials.username().ifPresent(username -> map.put("username", username));
        credentials.password().map(Secret::reveal).ifPresent(password -> map.put("password", password));
        credentials.token().map(Secret::reveal).ifPresent(token -> map.put("token", token));
        return map;
    }

    /**
     * The session that {@link #toMap} wrote.
     *
     * @throws IllegalArgumentException if the format is not known, or an entry is missing or of another type
     */
    public static SessionState of(Map<String, Object> map) {
        boolean provisional = Objects.equals(map.get("format"), PROVISIONAL_FORMAT);
        if (!provisional && !Objects.equals(map.get("format"), FORMAT)) {
            throw new IllegalArgumentException("session of an unknown format: " + map.get("format"));
        }
        try {
            return new SessionState(
                    new StreamPath(text(map, APPLICATION), text(map, "room"), ""),
                    text(map, AUTHENTICATOR),
                    Optional.ofNullable(map.get("grant")).map(SessionState::grant),
                    Protocol.valueOf(text(map, PROTOCOL)),
                    text(map, "remoteAddress"),
                    text(map, "userAgent"),
                    Credentials.of(
                            (String) map.get("username"), (String) map.get("password"), (String) map.get("token")),
                    text(map, BASIS),
                    provisional);
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("session with a missing entry, or one of another type", e);
        }
    }

    /** One entry of what {@link #toMap} wrote; empty text if it is missing or of another type. */
    public static String peek(Map<String, Object> map, String entry) {
        return map.get(entry) instanceof String text ? text : "";
    }

    @SuppressWarnings("unchecked")
    private static Grant grant(Object map) {
        return Grant.of((Map<String, ?>) map);
    }

    private static String text(Map<String, Object> map, String key) {
        return Objects.requireNonNull((String) map.get(key), key);
    }
}
