package io.stagedoor.http;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.http.request.RequestIds;
import io.stagedoor.http.session.HttpSession;
import io.stagedoor.http.session.HttpSessions;
import io.stagedoor.http.session.Kept;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The players whose sessions the hook keeps: nothing of theirs lasts, and each is judged with its next request. Until it is
 * said where the sessions lie, nobody is known. Who visits them forgets those that are over, and after a minute those of applications without a
 * configuration. Thread-safe.
 */
public final class Players implements Connected {

    /** A player asks for something every few seconds: at least once in the longest part of a stream that is usual. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    private final Admissions admissions;
    private final Clock clock;
    private volatile @Nullable ConcurrentMap<String, Map<String, Object>> store;

    /** @param admissions by which the applications' settings are found */
    public Players(Admissions admissions, Clock clock) {
        this.admissions = admissions;
        this.clock = clock;
    }

    /**
     * Who is in is known from now on.
     *
     * @param sessions what the hook keeps of allowed requests, once it is known which applications are configured
     */
    public void in(ConcurrentMap<String, Map<String, Object>> sessions) {
        store = sessions;
    }

    @Override
    public Kind kind() {
        return Kind.PLAYER;
    }

    /** Once it is said where the sessions lie. */
    @Override
    public boolean isKnown() {
        return store != null;
    }

    @Override
    public void forEach(Consumer<Holder> visitor) {
        ConcurrentMap<String, Map<String, Object>> sessions = store;
        if (sessions != null) {
            HttpSessions.Sweep sweep = new HttpSessions.Sweep(sessions, admissions, clock.instant());
            sessions.forEach((key, session) -> {
                if (HttpSessions.isSession(key) && !sweep.takes(session)) {
                    visitor.accept(new Player(sessions, key, session, clock));
                }
            });
        }
    }

    @Override
    public Optional<Holder> holder(Object handle, Map<String, Object> session) {
        ConcurrentMap<String, Map<String, Object>> sessions = store;
        if (!(handle instanceof String known) || sessions == null) {
            return Optional.empty();
        }
        String key = HttpSessions.keyOf(known);
        return sessions.get(key) == session ? Optional.of(new Player(sessions, key, session, clock)) : Optional.empty();
    }

    /**
     * A player.
     *
     * @param key of its session in the store
     */
    private record Player(
            ConcurrentMap<String, Map<String, Object>> store, String key, Map<String, Object> session, Clock clock)
            implements HttpHolder {

        private Optional<HttpSession> read() {
            return HttpSession.of(session);
        }

        @Override
        public boolean replace(Map<String, Object> after) {
            if (!store.replace(key, session, after)) {
                return false;
            }
            if (Refresh.countOf(after) != Refresh.countOf(session)) {
                read().ifPresent(known -> HttpSessions.forgetFormer(store, known));
            }
            return true;
        }

        @Override
        public SessionState state() {
            HttpSession known =
                    read().orElseThrow(() -> new IllegalArgumentException("a session of an unknown format"));
            Optional<Kept> kept = known.kept();
            return new SessionState(
                    known.path(),
                    known.authenticator(),
                    Optional.of(known.grant()),
                    known.protocol(),
                    kept.map(Kept::remoteAddress).orElse(""),
                    kept.map(Kept::userAgent).orElse(""),
                    kept.map(Kept::credentials).orElse(Credentials.NONE),
                    known.basis(),
                    false,
                    false,
                    kept.map(Kept::answered),
                    known.refresh());
        }

        @Override
        public Map<String, Object> with(SessionState next) {
            return read().orElseThrow(() -> new IllegalArgumentException("a session of an unknown format"))
                    .with(next)
                    .toMap();
        }

        /** One that asks for nothing gets nothing: there is time to ask about it when it does. */
        @Override
        public boolean isSilent() {
            return clock.millis() - HttpSession.peekUsed(session) > SILENT.toMillis();
        }

        @Override
        public long countsUntil() {
            return HttpSession.peekHeld(session);
        }

        @Override
        public StreamPath path(SessionState state) {
            return state.path();
        }

        @Override
        public ConnectRequest request(SessionState state, Instant deadline) {
            return state.reconnect(RequestIds.next(id()), deadline).toBuilder()
                    .parameters(read().flatMap(HttpSession::kept)
                            .map(Kept::parameters)
                            .orElse(Map.of()))
                    .build();
        }

        @Override
        public Set<StreamPath> streams() {
            return read().map(HttpSession::path).map(Set::of).orElse(Set.of());
        }

        @Override
        public Set<StreamPath> published() {
            return Set.of();
        }

        @Override
        public Optional<Use> use() {
            return Optional.of(new Use(Action.SUBSCRIBE, ""));
        }

        /** Nobody counts the bytes of all requests. */
        @Override
        public Optional<Usage> usage() {
            return read().map(known -> new Usage(Instant.ofEpochMilli(known.began()), -1, -1));
        }

        @Override
        public boolean isForRoom() {
            return false;
        }

        @Override
        public String id() {
            return read().map(known -> known.origin().player()).orElse("");
        }

        @Override
        public Object handle() {
            return key;
        }

        @Override
        public Optional<Protocol> protocol() {
            return read().map(HttpSession::protocol);
        }

        /** The session has a digest of it only. */
        @Override
        public String address() {
            return "";
        }

        /** Its next request is judged anew. */
        @Override
        public void close(EndReason reason) {
            read().ifPresent(known -> HttpSessions.remove(store, known));
        }

        @Override
        public String toString() {
            return "Player";
        }
    }
}
