package io.stagedoor.core.admission;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.OnChange;
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
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the clients that are in, and does what {@code onChange} says with those whose session rests on another basis than the one
 * in force. Each session keeps its basis, so no client is missed. Only a refusal disconnects a client at once; if no
 * authenticator can judge it, Stagedoor asks again for a limited time.
 */
public final class Rechecks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rechecks.class);

    private static final int THREADS = 8;
    private static final long KEEP_SECONDS = 10;

    private final Router router;
    private final Dispatcher dispatcher;
    private final Requests requests;
    private final Connected connected;
    private final Audit audit;
    private final Clock clock;
    /** By application: one whose authenticator hangs keeps no other's clients waiting. */
    private final Map<String, ThreadPoolExecutor> askers = new HashMap<>();

    /** What is being judged again, by identity, is not asked about once more meanwhile. */
    private final Set<Map<String, Object>> asked =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private final Unanswered unanswered;
    private final AtomicInteger count = new AtomicInteger();
    private boolean closed;

    /** @param nanos what pauses are measured by */
    Rechecks(Router router, Dispatcher dispatcher, Connected connected, Audit audit, Clock clock, LongSupplier nanos) {
        this.unanswered = new Unanswered(nanos);
        this.router = router;
        this.dispatcher = dispatcher;
        // Its own threads wait: as many as there are.
        this.requests = new Requests(dispatcher, clock, () -> Integer.MAX_VALUE);
        this.connected = connected;
        this.audit = audit;
        this.clock = clock;
    }

    /** Looks once, at everyone. Does not wait for authenticators. */
    public void look() {
        List<RuntimeException> failures = new ArrayList<>();
        Set<Map<String, Object>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        boolean some = unanswered.size() > 0;
        Bases bases = new Bases(router);
        connected.forEach(holder -> {
            try {
                if (some) {
                    seen.add(holder.session());
                }
                look(holder, holder.session(), bases);
            } catch (RuntimeException e) { // the others have no part in it
                failures.add(e);
            }
        });
        if (some) {
            unanswered.keep(seen);
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** Most sessions rest on what is in force: they are not read at all. */
    private void look(Holder holder, Map<String, Object> session, Bases bases) {
        Optional<Bases.Now> now = bases.of(session, holder.client().cluster());
        if (now.isEmpty() || now.get().basis().equals(SessionState.peek(session, SessionState.BASIS))) {
            unanswered.forget(session);
            return;
        }
        SessionState state;
        try {
            state = SessionState.of(session);
        } catch (IllegalArgumentException e) { // of a core that writes otherwise: refused when it asks for something
            return;
        }
        if (!state.provisional()) { // that one has nothing yet, and will be judged by what is in force when it asks
            changed(holder, session, state, now.get());
        }
    }

    private void changed(Holder holder, Map<String, Object> session, SessionState state, Bases.Now now) {
        String basis = now.basis();
        Optional<Outcome> over = unanswered.over(session);
        if (over.isPresent()) {
            cut(holder, state, after(over.get()));
        } else if (!Basis.isChange(state.basis(), basis, state.authenticator())) {
            keep(holder, session, state, basis);
        } else if (now.onChange() == OnChange.DISCONNECT) {
            cut(holder, state, Outcome.deny(Reason.NOT_ADMITTED, "onChange=disconnect", router.generation()));
        } else if (unanswered.isDue(session, basis)) {
            later(state.path().application(), session, () -> again(holder, session, state, now.route(), basis));
        }
    }

    /** What has changed is nothing to this client. */
    private void keep(Holder holder, Map<String, Object> session, SessionState state, String basis) {
        if (Insiders.isInsider(state.authenticator()) || Basis.isComplete(basis, state.authenticator())) {
            unanswered.forget(session);
            holder.replace(state.on(basis).toMap());
        }
    }

    private static Outcome after(Outcome last) {
        return last.decision() instanceof Decision.Unavailable unavailable
                ? new Outcome(
                        new Decision.Unavailable(unavailable.detail() + "; Stagedoor asked again for "
                                + Unanswered.LONGEST.toSeconds() + " s"),
                        last.authenticator(),
                        last.generation(),
                        last.settings())
                : last;
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

    private void again(Holder holder, Map<String, Object> session, SessionState state, Route route, String basis) {
        ApplicationSettings settings = route.settings().orElseThrow();
        if (!isAsked(settings, state)) {
            // Nobody is asked any more: who is in stays in.
            unanswered.forget(session);
            holder.replace(state.on(basis).toMap());
            return;
        }
        ConnectRequest request = holder.request(state, requests.deadline(route));
        Requests.Answer answer = judged(holder, route, state, request);
        Outcome outcome = answer.outcome();
        if (answer.allowed()) {
            Grant grant = answer.grant().orElseThrow();
            entry(holder, state).log(audit, outcome);
            unanswered.forget(session);
            SessionState next = SessionState.granted(request, outcome.authenticator(), grant, basis, true);
            if (holder.replace(next.toMap())) {
                holder.client().show(request, grant);
            }
        } else if (outcome.isUndecided() && !isRemoved(state, outcome)) {
            boolean first = unanswered.add(session, basis, outcome);
            LOG.debug("Could not judge a client of '{}' again: {}", state.path().application(), outcome.decision());
            if (first) {
                problem().ifPresent(LOG::warn);
            }
        } else {
            cut(holder, state, explained(outcome, state));
        }
    }

    /** The last word: the client is in, so an authenticator that says yes at once and may say no later is waited for. */
    private Requests.Answer judged(Holder holder, Route route, SessionState state, ConnectRequest request) {
        Outcome outcome = Insiders.isInsider(state.authenticator())
                ? Insiders.judge(
                        route, state.authenticator(), request, holder.client().cluster())
                : dispatcher.reconsider(route, request);
        Requests.Answer connected = requests.connected(outcome, request);
        return holder.use()
                .map(use -> requests.stream(connected, request, use.action(), use.mode(), route))
                .orElse(connected);
    }

    private boolean isRemoved(SessionState state, Outcome outcome) {
        return outcome.authenticator().equals(state.authenticator()) && router.isRemoved(state.authenticator());
    }

    /** That there are clients that nobody can judge again, if so. */
    public Optional<String> problem() {
        int waiting = unanswered.size();
        return waiting == 0
                ? Optional.empty()
                : Optional.of(
                        ("onChange=reauthenticate: no authenticator can judge %d connected client(s) again. Stagedoor retries each,"
                                        + " and disconnects it %d s after the first try (%d question(s) without an answer so far). The"
                                        + " authenticators' own problems say why")
                                .formatted(waiting, Unanswered.LONGEST.toSeconds(), unanswered.count()));
    }

    /** A client that came in by another onChange, or by the session of a player, has nothing left to show. */
    private static Outcome explained(Outcome outcome, SessionState state) {
        return outcome.decision() instanceof Decision.Deny deny
                        && deny.reason() == Reason.NO_CREDENTIALS
                        && state.credentials().equals(Credentials.NONE)
                ? Outcome.deny(
                        deny.reason(),
                        "Stagedoor has no credentials of this client: it came before onChange=reauthenticate, or with the"
                                + " session of a player",
                        outcome.generation())
                : outcome;
    }

    private static boolean isAsked(ApplicationSettings settings, SessionState state) {
        boolean ownRestreamer = state.authenticator().equals(Insiders.RESTREAMERS);
        return ownRestreamer ? settings.active() : settings.asks(state.protocol());
    }

    private void cut(Holder holder, SessionState state, Outcome outcome) {
        entry(holder, state).log(audit, outcome);
        holder.client().close();
    }

    private AuditEntry entry(Holder holder, SessionState state) {
        Client client = holder.client();
        return AuditEntry.begin(clock, "reconsider", client.id(), client.address(), client.protocol())
                .by(state)
                .at(holder.path(state));
    }

    @Override
    public synchronized void close() {
        closed = true;
        askers.values().forEach(ThreadPoolExecutor::shutdownNow);
    }
}
