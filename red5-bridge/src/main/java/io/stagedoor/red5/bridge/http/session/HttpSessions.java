package io.stagedoor.red5.bridge.http.session;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.HttpSettings;
import io.stagedoor.core.settings.OnChange;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

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
    /** What is made room at a time, so that it is not made for every new one. */
    private static final double KEPT_SHARE = 0.9;

    private final ConcurrentMap<String, Map<String, Object>> store;
    private final String application;
    private final Route route;
    private final ApplicationSettings settings;
    private final long now;

    public HttpSessions(
            ConcurrentMap<String, Map<String, Object>> store, String application, Route route, Instant now) {
        this.store = store;
        this.application = application;
        this.route = route;
        this.settings = route.settings().orElseThrow();
        this.now = now.toEpochMilli();
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
        return (String)
                store.computeIfAbsent(SALT, key -> Map.of(SALT, secret())).get(SALT);
    }

    /** The session of an id, if it is there and still good. */
    public Optional<HttpSession> find(String id) {
        return get(id).filter(this::isGood).map(this::use);
    }

    private Optional<HttpSession> get(String id) {
        Map<String, Object> map = store.get(BY_ID + Fingerprint.of(id));
        return map == null
                ? Optional.empty()
                : HttpSession.of(map)
                        .filter(session -> session.path().application().equals(application));
    }

    /** The session of a client that was let through by the same already, if it is still good. */
    public Optional<HttpSession> findBy(String fingerprint) {
        Map<String, Object> link = store.get(BY_FINGERPRINT + fingerprint);
        return link == null ? Optional.empty() : find((String) link.get(SESSION));
    }

    private boolean isGood(HttpSession session) {
        if (isOver(session, settings.http())) {
            remove(session);
            return false;
        }
        String basis = Basis.of(route, session.protocol());
        boolean change = Basis.isChange(session.basis(), basis, session.authenticator());
        if (settings.onChange() != OnChange.KEEP && change) {
            remove(session);
            return false;
        }
        boolean newer = !session.basis().equals(basis) && Basis.isComplete(basis, session.authenticator());
        if (newer && !change) {
            store.computeIfPresent(
                    BY_ID + Fingerprint.of(session.id()),
                    (key, map) -> session.on(basis).toMap());
        }
        return true;
    }

    private boolean isOver(HttpSession session, HttpSettings http) {
        boolean idles = session.protocol() == Protocol.HTTP
                && now - session.used().get() > http.sessionIdle().toMillis();
        boolean expired =
                session.grant().expiresAt().map(at -> now >= at.toEpochMilli()).orElse(false);
        return idles || expired || now - session.began() > http.sessionLife().toMillis();
    }

    private HttpSession use(HttpSession session) {
        session.used().accumulateAndGet(now, Math::max);
        return session;
    }

    /** Remembers a client that was let through. */
    public HttpSession open(
            StreamPath path, Protocol protocol, String authenticator, Grant grant, String basis, Origin origin) {
        sweep();
        HttpSession session = new HttpSession(
                id(), secret(), path, protocol, authenticator, grant, basis, origin, now, new AtomicLong(now));
        store.put(BY_ID + Fingerprint.of(session.id()), session.toMap());
        number(COUNT).incrementAndGet();
        Map<String, Object> before = store.put(BY_FINGERPRINT + origin.fingerprint(), Map.of(SESSION, session.id()));
        if (before != null && protocol == Protocol.RTC) {
            // Found by its fingerprint only, and so never again.
            get((String) before.get(SESSION)).ifPresent(this::remove);
        }
        return session;
    }

    private void remove(HttpSession session) {
        if (store.remove(BY_ID + Fingerprint.of(session.id())) != null) {
            number(COUNT).decrementAndGet();
        }
        store.remove(BY_FINGERPRINT + session.origin().fingerprint(), Map.of(SESSION, session.id()));
    }

    private AtomicLong number(String name) {
        String key = name + application;
        return (AtomicLong) store.computeIfAbsent(key, absent -> Map.of(name, new AtomicLong()))
                .get(name);
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
                remove(session);
            }
            return over;
        });
        if (left.size() >= most) {
            FairShare.excess(left, (int) (most * KEPT_SHARE)).forEach(this::remove);
        }
    }
}
