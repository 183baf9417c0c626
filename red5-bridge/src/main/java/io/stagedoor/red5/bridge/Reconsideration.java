package io.stagedoor.red5.bridge;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.red5.bridge.audit.Audit;
import io.stagedoor.red5.bridge.routing.ApplicationSettings;
import io.stagedoor.red5.bridge.routing.Basis;
import io.stagedoor.red5.bridge.routing.Dispatcher;
import io.stagedoor.red5.bridge.routing.Insiders;
import io.stagedoor.red5.bridge.routing.OnChange;
import io.stagedoor.red5.bridge.routing.Outcome;
import io.stagedoor.red5.bridge.routing.Route;
import io.stagedoor.red5.bridge.routing.Router;
import io.stagedoor.red5.bridge.session.SessionState;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.Rtmpt;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.red5.server.api.IConnection;

/**
 * Looks at the clients that are in, and does what {@code onChange} says with those whose session rests on another basis than the one
 * in force. Each session keeps its basis, so nobody is missed, whenever he came.
 */
final class Reconsideration implements AutoCloseable {

    private static final int THREADS = 8;
    private static final long KEEP_SECONDS = 10;

    private final Router router;
    private final Dispatcher dispatcher;
    private final Clients clients;
    private final Audit audit;
    private final Clock clock;
    private final ServerSettings server;
    /** By application: one whose authenticator hangs keeps no other's clients waiting. */
    private final Map<String, ThreadPoolExecutor> askers = new HashMap<>();

    /** What is being judged again, by identity, is not asked about once more meanwhile. */
    private final Set<Map<String, Object>> asked =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private final AtomicInteger count = new AtomicInteger();
    private boolean closed;

    Reconsideration(Router router, Clients clients, Audit audit, Clock clock, ServerSettings server) {
        this.router = router;
        this.dispatcher = new Dispatcher(router, clock);
        this.clients = clients;
        this.audit = audit;
        this.clock = clock;
        this.server = server;
    }

    /** Looks once, at everyone. Does not wait for authenticators. */
    void look() {
        List<RuntimeException> failures = new ArrayList<>();
        clients.forEach((connection, session) -> {
            try {
                look(connection, session);
            } catch (RuntimeException e) { // the others have no part in it
                failures.add(e);
            }
        });
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void look(IConnection connection, Map<String, Object> session) {
        SessionState state;
        try {
            state = SessionState.of(session);
        } catch (IllegalArgumentException e) { // of a bridge that writes otherwise: refused when it asks for something
            return;
        }
        if (state.provisional()) { // has nothing yet, and will be judged by what is in force when it asks
            return;
        }
        Optional<Route> route = router.route(state.path().application());
        OnChange onChange = route.flatMap(Route::settings)
                .map(ApplicationSettings::onChange)
                .orElse(OnChange.KEEP);
        if (onChange == OnChange.KEEP) {
            return;
        }
        String basis = Insiders.isInsider(state.authenticator())
                ? Insiders.basis(route.get(), state.authenticator(), server.cluster())
                : Basis.of(route.get(), state.protocol());
        if (basis.equals(state.basis())) {
            return;
        }
        if (!Basis.isChange(state.basis(), basis)) {
            if (Insiders.isInsider(state.authenticator()) || Basis.isComplete(basis)) {
                clients.replace(connection, session, state.on(basis).toMap());
            }
        } else if (onChange == OnChange.DISCONNECT) {
            cut(connection, state, Outcome.deny(Reason.NOT_ADMITTED, "onChange=disconnect", router.generation()));
        } else {
            later(state.path().application(), session, () -> again(connection, session, state, route.get(), basis));
        }
    }

    private synchronized void later(String application, Map<String, Object> session, Runnable question) {
        if (closed || !asked.add(session)) { // a successor looks again
            return;
        }
        askers.computeIfAbsent(application, name -> threads()).execute(() -> {
            try {
                question.run();
            } finally {
                asked.remove(session);
            }
        });
    }

    private ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, KEEP_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "stagedoor-again-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private void again(
            IConnection connection, Map<String, Object> session, SessionState state, Route route, String basis) {
        ApplicationSettings settings = route.settings().orElseThrow();
        if (!isAsked(settings, state)) {
            // Nobody is asked any more: who is in stays in.
            clients.replace(connection, session, state.on(basis).toMap());
            return;
        }
        ConnectRequest request =
                state.reconnect(Rtmpt.idOf(connection), clock.instant().plus(settings.decisionTimeout()));
        Outcome outcome = Insiders.isInsider(state.authenticator())
                ? Insiders.judge(route, state.authenticator(), request, server.cluster())
                : dispatcher.authenticate(route, request);
        if (!(outcome.decision() instanceof Decision.Allow allow)) {
            cut(connection, state, explained(outcome, state));
            return;
        }
        judgement(connection, state).log(audit, outcome);
        SessionState next = SessionState.granted(request, outcome.authenticator(), allow.grant(), basis, true);
        if (clients.replace(connection, session, next.toMap())) {
            Attributes.write(connection, request, allow.grant());
        }
        // Let in early here as well: cut off if its authenticator says so later.
        dispatcher.confirmation(outcome, request.deadline()).thenAcceptAsync(late -> {
            if (!late.allowed()) {
                cut(connection, next, late);
            }
        });
    }

    /** Who came in by another onChange has nothing left to show, although he may have shown it then. */
    private static Outcome explained(Outcome outcome, SessionState state) {
        return outcome.decision() instanceof Decision.Deny deny
                        && deny.reason() == Reason.NO_CREDENTIALS
                        && state.credentials().equals(Credentials.NONE)
                ? Outcome.deny(
                        deny.reason(), "none were kept: came in before onChange=reauthenticate", outcome.generation())
                : outcome;
    }

    private static boolean isAsked(ApplicationSettings settings, SessionState state) {
        boolean ownRestreamer = state.authenticator().equals(Insiders.RESTREAMERS);
        return ownRestreamer ? settings.active() : settings.asks(state.protocol());
    }

    private void cut(IConnection connection, SessionState state, Outcome outcome) {
        judgement(connection, state).log(audit, outcome);
        clients.close(connection);
    }

    private Judgement judgement(IConnection connection, SessionState state) {
        return new Judgement(clock, "reconsider")
                .of(connection, server.types().of(connection))
                .by(state)
                .at(state.path());
    }

    @Override
    public synchronized void close() {
        closed = true;
        askers.values().forEach(ThreadPoolExecutor::shutdownNow);
    }
}
