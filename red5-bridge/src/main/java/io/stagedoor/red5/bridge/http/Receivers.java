package io.stagedoor.red5.bridge.http;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.Requests;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.OnChange;
import io.stagedoor.red5.bridge.http.request.RequestIds;
import io.stagedoor.red5.bridge.http.session.UnderWay;
import io.stagedoor.red5.hook.Transmission;
import io.stagedoor.red5.hook.Transmissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the responses over HTTP that are under way, and does what {@code onChange} says with those that rest on another basis than the
 * one in force: a live stream over HTTP may never end by itself. It ends a response that is no longer allowed. While
 * no authenticator can decide, it asks again, with growing pauses, and ends the response after {@value
 * #PATIENCE_SECONDS} seconds.
 */
public final class Receivers implements AutoCloseable {

    private static final int THREADS = 4;
    private static final long KEEP_SECONDS = 10;
    private static final int PATIENCE_SECONDS = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Router router;
    private final Transmissions transmissions;
    private final Audit audit;
    private final Clock clock;
    private final Requests requests;
    /** By application: one whose authenticator hangs keeps no other's clients waiting. */
    private final Map<String, ThreadPoolExecutor> askers = new HashMap<>();

    /** Those that are being asked about, or that nobody could tell of yet. */
    private final Map<Transmission, Doubt> doubts = new ConcurrentHashMap<>();

    private boolean closed;

    /**
     * What is not known of a transmission yet.
     *
     * @param since when it was asked about first
     * @param next when it is asked about again; {@link Instant#MAX} while it is
     * @param pause before that
     */
    private record Doubt(Instant since, Instant next, Duration pause) {}

    /** Over what the plugin says of responses; {@code clock} is what patience is measured by. */
    public Receivers(Router router, Admissions admissions, Transmissions transmissions, Audit audit, Clock clock) {
        this.router = router;
        this.transmissions = transmissions;
        this.audit = audit;
        this.clock = clock;
        ServerThreads threads = new ServerThreads();
        this.requests = admissions.laterRequests(threads::share);
    }

    /** Looks once, at all. Does not wait for authenticators. */
    public void look() {
        Map<String, String> bases = new HashMap<>();
        Set<Transmission> seen = new HashSet<>();
        transmissions.forEach(transmission -> {
            Map<String, Object> session = transmission.session();
            seen.add(transmission);
            UnderWay.of(session).ifPresent(underWay -> look(transmission, session, underWay, bases));
        });
        // The answer to a question that is under way removes its transmission.
        doubts.entrySet()
                .removeIf(doubt -> !seen.contains(doubt.getKey())
                        && !doubt.getValue().next().equals(Instant.MAX));
    }

    private void look(
            Transmission transmission, Map<String, Object> session, UnderWay underWay, Map<String, String> bases) {
        SessionState client = underWay.client();
        String application = client.path().application();
        Optional<Route> route = router.route(application);
        OnChange onChange = route.flatMap(Route::settings)
                .map(ApplicationSettings::onChange)
                .orElse(OnChange.KEEP);
        if (onChange == OnChange.KEEP) {
            return;
        }
        Protocol protocol = client.protocol();
        String basis = bases.computeIfAbsent(protocol + " " + application, key -> Basis.of(route.get(), protocol));
        if (basis.equals(client.basis())) {
            return;
        }
        if (!Basis.isChange(client.basis(), basis, client.authenticator())) {
            if (Basis.isComplete(basis, client.authenticator())) {
                transmission.replace(session, underWay.with(client.on(basis)).toMap());
            }
        } else if (onChange == OnChange.DISCONNECT) {
            cut(transmission, underWay, Outcome.deny(Reason.NOT_ADMITTED, "onChange=disconnect", router.generation()));
        } else {
            later(application, transmission, () -> again(transmission, session, underWay, route.get(), basis));
        }
    }

    private synchronized void later(String application, Transmission transmission, Runnable question) {
        Instant now = clock.instant();
        Doubt doubt = doubts.getOrDefault(transmission, new Doubt(now, now, FIRST_PAUSE));
        if (closed || doubt.next().isAfter(now)) { // a successor looks again
            return;
        }
        doubts.put(transmission, new Doubt(doubt.since(), Instant.MAX, doubt.pause()));
        askers.computeIfAbsent(application, name -> threads()).execute(() -> {
            try {
                question.run();
            } catch (RuntimeException | Error e) {
                doubts.remove(transmission);
                throw e;
            }
        });
    }

    private static ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "stagedoor-again-http");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private void again(
            Transmission transmission, Map<String, Object> session, UnderWay underWay, Route route, String basis) {
        SessionState client = underWay.client();
        ApplicationSettings settings = route.settings().orElseThrow();
        if (!settings.asks(client.protocol())) {
            // Configuration asks nobody any more, so the client stays.
            doubts.remove(transmission);
            transmission.replace(session, underWay.with(client.on(basis)).toMap());
            return;
        }
        ConnectRequest connect = underWay.connect(RequestIds.next(underWay.player()), requests.deadline(route));
        Requests.Answer result = requests.again(connect, underWay.action(), underWay.mode(), route);
        if (result.allowed()) {
            doubts.remove(transmission);
            judgement(underWay).log(audit, result.outcome());
            transmission.replace(session, allowed(underWay, result, basis).toMap());
        } else if (!result.outcome().isUndecided()
                || isRemoved(client, result.outcome())
                || isImpatient(transmission)) {
            doubts.remove(transmission);
            cut(transmission, underWay, explained(result.outcome(), client));
        }
    }

    private static UnderWay allowed(UnderWay underWay, Requests.Answer result, String basis) {
        Grant grant = result.grant().orElseThrow();
        return underWay.with(SessionState.granted(
                underWay.connect("", Instant.MAX), result.outcome().authenticator(), grant, basis, true));
    }

    private boolean isRemoved(SessionState client, Outcome outcome) {
        return outcome.authenticator().equals(client.authenticator()) && router.isRemoved(client.authenticator());
    }

    /** Whether it has been long enough that nobody could tell; if not, it is asked again, later each time. */
    private boolean isImpatient(Transmission transmission) {
        Doubt doubt = doubts.get(transmission);
        Instant now = clock.instant();
        if (doubt == null || Duration.between(doubt.since(), now).compareTo(PATIENCE) >= 0) {
            return true;
        }
        Duration longer = doubt.pause().multipliedBy(2);
        doubts.put(
                transmission,
                new Doubt(
                        doubt.since(),
                        now.plus(doubt.pause()),
                        longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer));
        return false;
    }

    /** Who came in by another onChange, or by a cookie alone, has nothing left to show. */
    private static Outcome explained(Outcome outcome, SessionState client) {
        return outcome.decision() instanceof Decision.Deny deny
                        && deny.reason() == Reason.NO_CREDENTIALS
                        && client.credentials().equals(Credentials.NONE)
                ? Outcome.deny(
                        deny.reason(),
                        "Stagedoor has no credentials of this client: it came before onChange=reauthenticate, or with a"
                                + " session",
                        outcome.generation())
                : outcome;
    }

    private void cut(Transmission transmission, UnderWay underWay, Outcome outcome) {
        judgement(underWay).log(audit, outcome);
        transmission.close();
    }

    private AuditEntry judgement(UnderWay underWay) {
        return new AuditEntry(clock, "reconsider")
                .as(underWay.player())
                .over(underWay.client().protocol())
                .from(underWay.client().remoteAddress())
                .by(underWay.client())
                .at(underWay.path());
    }

    @Override
    public synchronized void close() {
        closed = true;
        askers.values().forEach(ThreadPoolExecutor::shutdownNow);
    }
}
