package io.stagedoor.core.session;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.LastAnswer;
import io.stagedoor.core.settings.Refresh;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
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
 * @param failedOpen whether its authenticator could not decide, and let it in because it is configured to
 * @param answered when somebody said last that it may stay; empty for a client that is not asked about again
 * @param refresh by what its grant may be replaced, and how often it was
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
        boolean provisional,
        boolean failedOpen,
        Optional<LastAnswer> answered,
        Refresh refresh) {

    /** Rejects a client that is both. When to ask again is kept as a time, and not as what an answer said long ago. */
    public SessionState {
        grant = grant.map(held -> held.recheckedAfter(Optional.empty()));
        if (provisional && grant.isPresent()) {
            throw new IllegalArgumentException("a client that is not authenticated must not have a grant");
        }
    }

    /** Entries that can be looked at without reading the whole session. */
    public static final String APPLICATION = "application";

    public static final String AUTHENTICATOR = "authenticator";
    public static final String PROTOCOL = "protocol";
    public static final String BASIS = "basis";

    /** Of a session that ends: when, in milliseconds since 1970. The hook reads it, and ends what the client has. */
    public static final String ENDS_AT = "endsAt";

    /** What {@link #peekEnd} says of a session without an end. */
    public static final long NO_END = Long.MAX_VALUE;

    /** Of a session with a grant: as {@link Grant#toMap} wrote it. */
    public static final String GRANT = "grant";

    private static final String ROOM = "room";
    private static final String FAILED_OPEN = "failedOpen";
    private static final int FORMAT = 1;
    /** Another one, so that nobody who does not know of it takes it for a client that need not be asked. */
    private static final int PROVISIONAL_FORMAT = 2;
    /** Another one, so that nobody who does not know of the end drops it. */
    private static final int ENDING_FORMAT = 3;
    /** So much more, so that nobody who does not know that the client has to be asked about again forgets it. */
    private static final int RECHECKED = 10;

    /** The session of a client that was let in unasked: authentication is off for it. */
    public static SessionState open(StreamPath path, Protocol protocol, String basis) {
        return new SessionState(
                path,
                "",
                Optional.empty(),
                protocol,
                "",
                "",
                Credentials.NONE,
                basis,
                false,
                false,
                Optional.empty(),
                Refresh.NONE);
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
                true,
                false,
                Optional.empty(),
                Refresh.NONE);
    }

    /**
     * The session of a client that an authenticator let in.
     *
     * @param keeps whether its credentials are kept although the grant does not ask for them
     */
    public static SessionState granted(
            ConnectRequest request, String authenticator, Decision.Allow allow, String basis, boolean keeps) {
        Grant grant = allow.grant();
        return new SessionState(
                request.path(),
                authenticator,
                Optional.of(grant),
                request.protocol(),
                request.remoteAddress(),
                request.userAgent(),
                keeps || grant.keepsCredentials() ? request.credentials() : Credentials.NONE,
                basis,
                false,
                allow.failOpen().isPresent(),
                Optional.empty(),
                Refresh.NONE);
    }

    /** Whether the client was let in because nobody is asked. */
    public boolean isOpen() {
        return grant.isEmpty() && !provisional;
    }

    /** This session on another basis. */
    public SessionState on(String other) {
        return new SessionState(
                path,
                authenticator,
                grant,
                protocol,
                remoteAddress,
                userAgent,
                credentials,
                other,
                provisional,
                failedOpen,
                answered,
                refresh);
    }

    /** This session, of a client that holds another grant by now. */
    public SessionState holding(Grant other) {
        return new SessionState(
                path,
                authenticator,
                Optional.of(other),
                protocol,
                remoteAddress,
                userAgent,
                credentials,
                basis,
                provisional,
                failedOpen,
                answered,
                refresh);
    }

    /** This session, of a client that is asked about again from time to time. */
    public SessionState answered(Optional<LastAnswer> last) {
        return new SessionState(
                path,
                authenticator,
                grant,
                protocol,
                remoteAddress,
                userAgent,
                credentials,
                basis,
                provisional,
                failedOpen,
                last,
                refresh);
    }

    /** This session, of a client whose grant may be replaced by this. */
    public SessionState refreshed(Refresh other) {
        return new SessionState(
                path,
                authenticator,
                grant,
                protocol,
                remoteAddress,
                userAgent,
                credentials,
                basis,
                provisional,
                failedOpen,
                answered,
                other);
    }

    /** When all that was granted ends; empty for no end. */
    public Optional<Instant> endsAt() {
        return grant.flatMap(Grant::endsAt);
    }

    /** An end as {@link #ENDS_AT} has it. */
    public static long millis(Instant end) {
        try {
            return end.toEpochMilli();
        } catch (ArithmeticException e) { // beyond what a long can say
            return end.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The connect that this session began with, for asking about a stream: with its credentials if the grant asks for them. */
    public ConnectRequest connect(String connectionId, Instant deadline) {
        ConnectRequest connect = reconnect(connectionId, deadline);
        return grant.map(Grant::keepsCredentials).orElse(false) ? connect : connect.with(Credentials.NONE);
    }

    /** The connect that this session began with, for judging it again: with the credentials that are kept. */
    public ConnectRequest reconnect(String connectionId, Instant deadline) {
        return ConnectRequest.builder(connectionId, protocol, path, deadline)
                .credentials(credentials)
                .remoteAddress(remoteAddress)
                .userAgent(userAgent)
                .build();
    }

    /** This session as JDK types. Unmodifiable. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>();
        int format = endsAt().isPresent() ? ENDING_FORMAT : provisional ? PROVISIONAL_FORMAT : FORMAT;
        map.put("format", answered.isPresent() ? format + RECHECKED : format);
        answered.ifPresent(last -> last.putInto(map));
        refresh.putInto(map);
        endsAt().ifPresent(end -> map.put(ENDS_AT, millis(end)));
        map.put(APPLICATION, path.application());
        map.put(ROOM, path.room());
        map.put(AUTHENTICATOR, authenticator);
        grant.ifPresent(held -> map.put(GRANT, held.toMap()));
        map.put(PROTOCOL, protocol.name());
        map.put("remoteAddress", remoteAddress);
        map.put("userAgent", userAgent);
        map.put(BASIS, basis);
        if (failedOpen) {
            map.put(FAILED_OPEN, true);
        }
        credentials.username().ifPresent(username -> map.put("username", username));
        credentials.password().map(Secret::reveal).ifPresent(password -> map.put("password", password));
        credentials.token().map(Secret::reveal).ifPresent(token -> map.put("token", token));
        return Map.copyOf(map);
    }

    /**
     * The session that {@link #toMap} wrote.
     *
     * @throws IllegalArgumentException if the format is not known, or an entry is missing or of another type
     */
    public static SessionState of(Map<String, Object> map) {
        Optional<LastAnswer> answered = LastAnswer.of(map);
        Object format = map.get("format") instanceof Integer number && answered.isPresent()
                ? (Object) (number - RECHECKED)
                : map.get("format");
        boolean provisional = Objects.equals(format, PROVISIONAL_FORMAT);
        boolean ends = Objects.equals(format, ENDING_FORMAT);
        if (!provisional && !ends && !Objects.equals(format, FORMAT)) {
            throw new IllegalArgumentException("session of an unknown format: " + map.get("format"));
        }
        SessionState state = read(map, provisional, answered);
        if (!state.endsAt().map(SessionState::millis).equals(Optional.ofNullable(map.get(ENDS_AT)))
                || ends != state.endsAt().isPresent()) {
            throw new IllegalArgumentException("session with two ends, or an end that its format does not have");
        }
        return state;
    }

    private static SessionState read(Map<String, Object> map, boolean provisional, Optional<LastAnswer> answered) {
        try {
            return new SessionState(
                    new StreamPath(text(map, APPLICATION), text(map, ROOM), ""),
                    text(map, AUTHENTICATOR),
                    Optional.ofNullable(map.get(GRANT)).map(SessionState::grant),
                    Protocol.valueOf(text(map, PROTOCOL)),
                    text(map, "remoteAddress"),
                    text(map, "userAgent"),
                    Credentials.of(
                            (String) map.get("username"), (String) map.get("password"), (String) map.get("token")),
                    text(map, BASIS),
                    provisional,
                    map.containsKey(FAILED_OPEN),
                    answered,
                    Refresh.of(map));
        } catch (ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("session with a missing entry, or one of another type", e);
        }
    }

    /**
     * The path of what {@link #toMap} wrote, without reading the rest of it.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static StreamPath peekPath(Map<String, Object> map) {
        return new StreamPath(peek(map, APPLICATION), peek(map, ROOM), "");
    }

    /** One entry of what {@link #toMap} wrote; empty text if it is missing or of another type. */
    public static String peek(Map<String, Object> map, String entry) {
        return map.get(entry) instanceof String text ? text : "";
    }

    /**
     * When what a session holds ends, in milliseconds since 1970, as every front end keeps it; {@link #NO_END} for no end. Reads one entry, or two.
     */
    public static long peekEnd(Map<String, Object> map) {
        if (map.get(ENDS_AT) instanceof Long end) {
            return end;
        }
        return map.get(GRANT) instanceof Map<?, ?> grant && grant.get(ENDS_AT) instanceof Instant end
                ? millis(end)
                : NO_END;
    }

    /**
     * The id of the use that the grant of a session is limited to, as every front end keeps it; empty for none. Reads a few entries.
     */
    public static String peekUse(Map<String, Object> map) {
        return map.get(GRANT) instanceof Map<?, ?> grant
                        && grant.get("use") instanceof List<?> use
                        && use.size() == 2
                        && use.get(1) instanceof String id
                ? id
                : "";
    }

    /** The grant of a session, as every front end keeps it; empty for none, or for one that another version of this bundle wrote. */
    public static Optional<Grant> peekGrant(Map<String, Object> map) {
        try {
            return map.get(GRANT) instanceof Map<?, ?> grant ? Optional.of(grant(grant)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    private static Grant grant(Object map) {
        return Grant.of((Map<String, ?>) map);
    }

    private static String text(Map<String, Object> map, String key) {
        return Objects.requireNonNull((String) map.get(key), key);
    }
}
