package io.stagedoor.http.session;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Refresh;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
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
 * @param basis what the decision rests on, see {@link io.stagedoor.core.client.Door#basis}
 * @param origin where it comes from
 * @param began when, in milliseconds
 * @param used when last
 * @param held for how long it counts as a player that plays after that, in milliseconds; nought as long as nobody knows its playlist
 * @param kept to ask about it again; empty for a client about which nobody is asked
 * @param refresh by what its grant may be replaced, and how often it was
 * @param tried the {@link #mark} of the last other token that the client sent with its session; nought for none
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
        AtomicLong used,
        AtomicLong held,
        Optional<Kept> kept,
        Refresh refresh,
        AtomicLong tried) {

    /** Entries that can be looked at without reading the whole session. */
    static final String BEGAN = "began";

    static final String USED = "used";
    private static final String HELD = "held";

    private static final String TRIED = "tried";

    /** After so many parts without a request, a player is missed. */
    private static final int PARTS = 3;

    private static final int FORMAT = 2;
    /** Another one, so that nobody who does not know of the end of a grant drops it. */
    private static final int ENDING_FORMAT = 3;
    /** So much more, so that nobody who does not know that the client has to be asked about again forgets it. */
    private static final int RECHECKED = 10;

    public HttpSession on(String other) {
        return new HttpSession(
                id, key, path, protocol, authenticator, grant, other, origin, began, used, held, kept, refresh, tried);
    }

    /**
     * This session, of a player that was judged again.
     *
     * @param next with a grant
     */
    public HttpSession with(SessionState next) {
        Optional<Kept> later =
                kept.flatMap(known -> next.answered().map(last -> known.answered(last, next.credentials())));
        return new HttpSession(
                id,
                key,
                path,
                protocol,
                next.authenticator(),
                next.grant().orElseThrow(),
                next.basis(),
                origin,
                began,
                used,
                held,
                later,
                next.refresh(),
                tried);
    }

    public Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>(Map.ofEntries(
                Map.entry("format", format(grant, kept)),
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
                Map.entry(BEGAN, began),
                Map.entry(USED, used),
                Map.entry(HELD, held)));
        kept.ifPresent(known -> known.putInto(map));
        refresh.putInto(map);
        map.put(TRIED, tried);
        return Map.copyOf(map);
    }

    /** The session that {@link #toMap} wrote; empty for what another version of this bundle wrote otherwise. */
    @SuppressWarnings("unchecked")
    public static Optional<HttpSession> of(Map<String, Object> map) {
        try {
            Grant grant = Grant.of((Map<String, ?>) entry(map, "grant", Map.class));
            Optional<Kept> kept = Kept.of(map);
            if (!Objects.equals(map.get("format"), format(grant, kept))) {
                return Optional.empty();
            }
            return Optional.of(new HttpSession(
                    text(map, "id"),
                    text(map, "key"),
                    new StreamPath(text(map, "application"), text(map, "room"), text(map, "stream")),
                    Protocol.valueOf(text(map, "protocol")),
                    text(map, "authenticator"),
                    grant,
                    text(map, "basis"),
                    new Origin(text(map, "fingerprint"), text(map, "address"), text(map, "credentials")),
                    entry(map, BEGAN, Long.class),
                    entry(map, USED, AtomicLong.class),
                    // A bridge of before has not written it.
                    map.get(HELD) instanceof AtomicLong held ? held : new AtomicLong(),
                    kept,
                    Refresh.of(map),
                    map.get(TRIED) instanceof AtomicLong last ? last : new AtomicLong()));
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** For how long it counts as a player that plays, if it asks for nothing more. */
    public Duration holds() {
        return holds(held.get());
    }

    private static Duration holds(long millis) {
        return millis == 0 ? Inquiry.HOLDS : Duration.ofMillis(millis);
    }

    /**
     * Its playlist says how long parts of the stream are: it asks for the next one in that time, and is missed after three.
     *
     * @param seconds 1 or more
     */
    public void targets(int seconds) {
        held.set(PARTS * 1000L * seconds);
    }

    /** Until when a session counts as one of a player that plays, in milliseconds, without reading the rest of it. */
    public static long peekHeld(Map<String, Object> map) {
        return peekUsed(map)
                + holds(map.get(HELD) instanceof AtomicLong held ? held.get() : 0)
                        .toMillis();
    }

    /**
     * What a session keeps of a token: enough to know it when it comes again.
     *
     * @param digest of it
     */
    public static long mark(String digest) {
        return ByteBuffer.wrap(Base64.getUrlDecoder().decode(digest)).getLong();
    }

    /** When a session was used last, in milliseconds, without reading the rest of it; nought for one that does not say so. */
    public static long peekUsed(Map<String, Object> map) {
        return map.get(USED) instanceof AtomicLong used ? used.get() : 0;
    }

    private static int format(Grant grant, Optional<Kept> kept) {
        return (grant.endsAt().isPresent() ? ENDING_FORMAT : FORMAT) + (kept.isPresent() ? RECHECKED : 0);
    }

    private static <T> T entry(Map<String, Object> map, String key, Class<T> type) {
        return Objects.requireNonNull(type.cast(map.get(key)), key);
    }

    private static String text(Map<String, Object> map, String key) {
        return entry(map, key, String.class);
    }

    /** Shows nothing that would let anyone through. */
    @Override
    public String toString() {
        return "HttpSession[" + path + "]";
    }
}
