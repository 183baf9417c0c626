package io.stagedoor.http.session;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.HttpSettings;
import io.stagedoor.core.settings.OnChange;
import io.stagedoor.core.settings.Refresh;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The sessions of one application, whose clients are not judged again at each request. An object lasts for one
 * request; the hook keeps the data, under digests of what clients send.
 */
public final class HttpSessions {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 24;
    private static final String BY_ID = "id:";
    private static final String BY_FINGERPRINT = "by:";
    private static final String SALT = "salt";
    private static final String SWEPT = "swept:";
    private static final String SWEEPING = "sweeping:";
    private static final String COUNT = "count:";
    private static final String SESSION = "session";
    private static final long SWEEP_MILLIS = 10_000;
    /** A configuration that comes back in this time finds its players. */
    private static final long UNCONFIGURED_MILLIS = 60_000;
    /** What is made room at a time, so that it is not made for every new one. */
    private static final double KEPT_SHARE = 0.9;

    private final ConcurrentMap<String, Map<String, Object>> store;
    private final Sessions index;
    private final String application;
    private final Door door;
    private final ApplicationSettings settings;
    private final long now;

    /** @param index is told of each that comes and goes */
    public HttpSessions(ConcurrentMap<String, Map<String, Object>> store, Sessions index, Door door, Instant now) {
        this.store = store;
        this.index = index;
        this.application = door.application();
        this.door = door;
        this.settings = door.settings().orElseThrow();
        this.now = now.toEpochMilli();
    }

    /** Whether a session lies under a key of the store. */
    public static boolean isSession(String key) {
        return key.startsWith(BY_ID);
    }

    private static String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** With the prefix by which it is known wherever it is written. */
    private static String id() {
        return Redacted.ID + secret();
    }

    /** What fingerprints begin with: nobody can guess them, and they are the same for the next gate. */
    public String salt() {
        return (String) Objects.requireNonNull(
                store.computeIfAbsent(SALT, key -> Map.of(SALT, secret())).get(SALT));
    }

    /** The session of an id, if it is there and still good. */
    public Optional<HttpSession> find(String id) {
        return get(id).filter(this::isGood).map(this::use);
    }

    private Optional<HttpSession> get(String id) {
        String key = BY_ID + Fingerprint.of(id);
        Map<String, Object> map = store.get(key);
        return map == null
                ? Optional.empty()
                : HttpSession.of(map)
                        .filter(session -> session.path().application().equals(application))
                        .filter(session -> isIn(map, session));
    }

    /** Whether it is not about to end. One that the index of a new core has not met yet is looked at now. */
    private boolean isIn(Map<String, Object> map, HttpSession session) {
        if (!index.has(map)) {
            // Kept weakly: the text that the session itself has, and not the key, which was made for this look.
            index.admitted(Kind.PLAYER, session.origin().player(), session.id(), map);
            index.began(map, session.path());
        }
        return !index.isCondemned(map);
    }

    /**
     * Where a session lies in the store.
     *
     * @param handle by which the index has it: the key, or the id of the session
     */
    public static String keyOf(String handle) {
        return isSession(handle) ? handle : BY_ID + Fingerprint.of(handle);
    }

    /** What lies under {@link #keyOf} for the index: where a session is found in the store. */
    public static String handleOf(HttpSession session) {
        return BY_ID + Fingerprint.of(session.id());
    }

    /** A session as it lies in the store: this very object; empty if it does no more. */
    public Optional<Map<String, Object>> held(HttpSession session) {
        return Optional.ofNullable(store.get(handleOf(session)));
    }

    /**
     * New credentials have replaced what let a client in: whoever comes with the former ones, and without the session, is asked about.
     *
     * @param store of the hook
     */
    public static void forgetFormer(ConcurrentMap<String, Map<String, Object>> store, HttpSession session) {
        store.remove(BY_FINGERPRINT + session.origin().fingerprint(), Map.of(SESSION, session.id()));
    }

    /** The session of a client that was let through by the same already, if it is still good. */
    public Optional<HttpSession> findBy(String fingerprint) {
        Map<String, Object> link = store.get(BY_FINGERPRINT + fingerprint);
        return link != null && link.get(SESSION) instanceof String id ? find(id) : Optional.empty();
    }

    private boolean isGood(HttpSession session) {
        if (isOver(session, settings.http())) {
            removeUnlessChanged(store, session).ifPresent(index::ended);
            return false;
        }
        Optional<String> basis = door.standing(session.basis(), session.protocol(), session.authenticator());
        if (basis.isEmpty() && settings.onChange() != OnChange.KEEP) {
            remove(session);
            return false;
        }
        basis.filter(now -> !now.equals(session.basis())).ifPresent(now -> replace(session, session.on(now)));
        return true;
    }

    private void replace(HttpSession before, HttpSession after) {
        Map<String, Object> next = after.toMap();
        String key = BY_ID + Fingerprint.of(before.id());
        Map<String, Object> last = store.get(key);
        if (last != null && store.replace(key, last, next)) {
            index.replaced(last, next);
        }
    }

    private boolean isOver(HttpSession session, HttpSettings http) {
        return isOver(
                session.protocol() == Protocol.HTTP,
                session.used().get(),
                session.began(),
                Stream.of(session.grant().expiresAt(), session.grant().endsAt()).flatMap(Optional::stream),
                http,
                now);
    }

    private static boolean isOver(
            boolean isPlayer, long used, long began, Stream<Instant> ends, HttpSettings http, long now) {
        return isPlayer && now - used > http.sessionIdle().toMillis()
                || now - began > http.sessionLife().toMillis()
                || ends.anyMatch(end -> now >= SessionState.millis(end));
    }

    /** Forgets the sessions that are over, of whichever application, while somebody walks over all of them. For one thread. */
    public static final class Sweep {

        private final ConcurrentMap<String, Map<String, Object>> store;
        private final Admissions admissions;
        private final long now;
        /** By application, for the time of the walk; empty for one that nothing is configured for, whose players are all refused. */
        private final Map<String, Optional<HttpSettings>> settings = new HashMap<>();

        /** @param store of the hook */
        public Sweep(ConcurrentMap<String, Map<String, Object>> store, Admissions admissions, Instant now) {
            this.store = store;
            this.admissions = admissions;
            this.now = now.toEpochMilli();
        }

        /** Forgets one if it is over, and says whether it was. Reads some entries, and not the whole session. */
        public boolean takes(Map<String, Object> map) {
            Optional<HttpSettings> http = settings.computeIfAbsent(
                    SessionState.peek(map, SessionState.APPLICATION),
                    application -> admissions.door(application).settings().map(ApplicationSettings::http));
            if (!isOver(map, http)) {
                return false;
            }
            HttpSession.of(map)
                    .flatMap(session -> removeUnlessChanged(store, session))
                    .ifPresent(removed -> admissions.sessions().ended(removed));
            return true;
        }

        private boolean isOver(Map<String, Object> map, Optional<HttpSettings> http) {
            if (!(map.get(HttpSession.USED) instanceof AtomicLong used)
                    || !(map.get(HttpSession.BEGAN) instanceof Long began)
                    || !(map.get(SessionState.GRANT) instanceof Map<?, ?> grant)) {
                return false; // of a bridge that writes otherwise
            }
            if (http.isEmpty()) {
                return now - used.get() > UNCONFIGURED_MILLIS;
            }
            Stream<Instant> ends = Stream.of(grant.get("expiresAt"), grant.get("endsAt"))
                    .filter(Instant.class::isInstance)
                    .map(Instant.class::cast);
            boolean isPlayer = Protocol.HTTP.name().equals(SessionState.peek(map, SessionState.PROTOCOL));
            return HttpSessions.isOver(isPlayer, used.get(), began, ends, http.get(), now);
        }
    }

    private HttpSession use(HttpSession session) {
        session.used().accumulateAndGet(now, Math::max);
        return session;
    }

    /**
     * What a client has shown that was let through.
     *
     * @param parameters of its query, besides its credentials
     */
    public record Shown(
            Credentials credentials, Map<String, String> parameters, String remoteAddress, String userAgent) {}

    /**
     * Remembers a client that was let through.
     *
     * @param shown kept only if somebody is to be asked about the client again
     */
    public HttpSession open(
            StreamPath path,
            Protocol protocol,
            String authenticator,
            Grant grant,
            String basis,
            Origin origin,
            Shown shown) {
        sweep();
        HttpSession session = new HttpSession(
                id(),
                secret(),
                path,
                protocol,
                authenticator,
                grant.recheckedAfter(Optional.empty()),
                basis,
                origin,
                now,
                new AtomicLong(now),
                new AtomicLong(),
                kept(protocol, grant, shown),
                // Each request of WHIP and WHEP is judged by the token that it has.
                settings.http().refresh() && protocol == Protocol.HTTP ? Refresh.next() : Refresh.NONE,
                new AtomicLong());
        String key = BY_ID + Fingerprint.of(session.id());
        Map<String, Object> map = session.toMap();
        store.put(key, map);
        index.admitted(Kind.PLAYER, origin.player(), key, map);
        index.began(map, path);
        number(COUNT).incrementAndGet();
        Map<String, Object> before = store.put(BY_FINGERPRINT + origin.fingerprint(), Map.of(SESSION, session.id()));
        if (before != null && protocol == Protocol.RTC && before.get(SESSION) instanceof String id) {
            // Found by its fingerprint only, and so never again.
            get(id).ifPresent(this::remove);
        }
        return session;
    }

    /** Whoever publishes or plays by WHIP or WHEP is asked about with each of its requests, and what it has is a connection. */
    private Optional<Kept> kept(Protocol protocol, Grant grant, Shown shown) {
        return door.answered(grant)
                .filter(last -> protocol == Protocol.HTTP)
                .map(last -> new Kept(
                        last, shown.credentials(), needed(protocol, shown), shown.remoteAddress(), shown.userAgent()));
    }

    private Map<String, String> needed(Protocol protocol, Shown shown) {
        Map<String, String> needed = new HashMap<>(shown.parameters());
        door.parameters(protocol).ifPresent(names -> needed.keySet().retainAll(names));
        return Map.copyOf(needed);
    }

    private void remove(HttpSession session) {
        remove(store, session).ifPresent(index::ended);
    }

    /**
     * Forgets a session.
     *
     * @return as it lay in the store; empty if it did no more
     */
    public static Optional<Map<String, Object>> remove(
            ConcurrentMap<String, Map<String, Object>> store, HttpSession session) {
        Map<String, Object> removed = store.remove(BY_ID + Fingerprint.of(session.id()));
        if (removed != null) {
            number(store, COUNT, session.path().application()).decrementAndGet();
        }
        store.remove(BY_FINGERPRINT + session.origin().fingerprint(), Map.of(SESSION, session.id()));
        return Optional.ofNullable(removed);
    }

    /** As {@link #remove}, of a session that is over; not if it has another grant meanwhile, and with that another end. */
    private static Optional<Map<String, Object>> removeUnlessChanged(
            ConcurrentMap<String, Map<String, Object>> store, HttpSession session) {
        Map<String, Object> last = store.get(handleOf(session));
        if (last == null || !last.equals(session.toMap()) || !store.remove(handleOf(session), last)) {
            return Optional.empty();
        }
        number(store, COUNT, session.path().application()).decrementAndGet();
        forgetFormer(store, session);
        return Optional.of(last);
    }

    private AtomicLong number(String name) {
        return number(store, name, application);
    }

    private static AtomicLong number(
            ConcurrentMap<String, Map<String, Object>> store, String name, String application) {
        String key = name + application;
        return (AtomicLong) Objects.requireNonNull(store.computeIfAbsent(key, absent -> Map.of(name, new AtomicLong()))
                .get(name));
    }

    /**
     * Forgets what is over, from time to time, and, if there is too much, what is more than a {@linkplain FairShare fair share}. One
     * request at a time does: the others go on, so that there may be as many sessions more as there are requests.
     */
    private void sweep() {
        AtomicLong swept = number(SWEPT);
        long before = swept.get();
        boolean full = number(COUNT).get() >= settings.http().maxSessions();
        if (!full && (now - before < SWEEP_MILLIS || !swept.compareAndSet(before, now))) {
            return;
        }
        AtomicLong sweeping = number(SWEEPING);
        if (sweeping.compareAndSet(0, 1)) {
            try {
                sweepNow();
            } finally {
                sweeping.set(0);
            }
        }
    }

    private void sweepNow() {
        int most = settings.http().maxSessions();
        List<HttpSession> left = new ArrayList<>();
        store.forEach((key, map) -> {
            if (key.startsWith(BY_ID)) {
                HttpSession.of(map)
                        .filter(session -> session.path().application().equals(application))
                        .ifPresent(left::add);
            }
        });
        left.removeIf(session -> {
            boolean over = isOver(session, settings.http());
            if (over) {
                removeUnlessChanged(store, session).ifPresent(index::ended);
            }
            return over;
        });
        if (left.size() >= most) {
            FairShare.excess(left, (int) (most * KEPT_SHARE)).forEach(this::remove);
        }
    }
}
