package io.stagedoor.core.admission;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.ClusterMembership;
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
 * in force. Each session keeps its basis, so no client is missed; the {@linkplain Sessions index} has clients by what they rest on, so
 * only those for whom something has changed are looked at. Only a refusal disconnects a client at once; if no
 * authenticator can judge it, Stagedoor asks again for a limited time.
 */
public final class Rechecks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rechecks.class);

    private static final int THREADS = 8;
    private static final long KEEP_SECONDS = 10;
    /** There may be a million players: to count them takes a fiftieth of a processor at most. */
    private static final int PLAYERS_PAUSE = 50;

    private final Router router;
    private final Dispatcher dispatcher;
    private final Requests requests;
    private final FrontEnds clients;
    private final List<Connected> connected;
    private final Audit audit;
    private final Clock clock;
    /** By application: one whose authenticator hangs keeps no other's clients waiting. */
    private final Map<String, ThreadPoolExecutor> askers = new HashMap<>();

    /** What is being judged again, by identity, is not asked about once more meanwhile. */
    private final Set<Map<String, Object>> asked =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private final Unanswered unanswered;
    private final CutClients cut = new CutClients();
    private final AtomicInteger count = new AtomicInteger();
    private boolean closed;

    private final LongSupplier nanos;
    /** For the thread that counts. */
    private long playersDue;

    /** @param nanos what pauses are measured by */
    Rechecks(
            Router router,
            Dispatcher dispatcher,
            FrontEnds clients,
            List<Connected> connected,
            Audit audit,
            Clock clock,
            LongSupplier nanos) {
        this.unanswered = new Unanswered(nanos);
        this.nanos = nanos;
        this.playersDue = nanos.getAsLong();
        this.router = router;
        this.dispatcher = dispatcher;
        // Its own threads wait: as many as there are.
        this.requests = new Requests(dispatcher, clock, () -> Integer.MAX_VALUE);
        this.clients = clients;
        this.connected = List.copyOf(connected);
        clients.attach(this.connected);
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Meets everybody who is in, so that the index has all of them and nobody else: at first, and then from time to time. Does not wait for
     * anybody; for one thread at a time.
     */
    public void count() {
        clients.count(Kind.CONNECTION);
        long began = nanos.getAsLong();
        if (began - playersDue >= 0) {
            clients.count(Kind.PLAYER);
            long ended = nanos.getAsLong();
            playersDue = ended + PLAYERS_PAUSE * (ended - began);
        }
    }

    /** Looks once, at the clients for whom something has changed. Does not wait for authenticators; for one thread at a time. */
    public void look() {
        clients.count(Kind.UNDER_WAY);
        Look look = new Look();
        Sessions sessions = clients.sessions();
        for (String application : sessions.applications()) {
            if (look.bases.onChange(application) != OnChange.KEEP) {
                sessions.in(application).forEach(look::at);
            }
        }
        look.end();
    }

    /** One look. For one thread. */
    private final class Look {

        private final Bases bases = new Bases(router);
        private final List<RuntimeException> failures = new ArrayList<>();
        /** Those who rest on what is in force have nothing to wait for, and are not seen. */
        private final Set<Map<String, Object>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        /** Most groups rest on what is in force: none of their sessions is read. */
        private void at(Group group) {
            if (group.kind() == Kind.PLAYER) { // judged with its next request
                return;
            }
            Optional<Bases.Now> now = bases.of(group, () -> cluster(group));
            if (now.isEmpty() || now.get().basis().equals(group.basis())) {
                return;
            }
            boolean change = bases.isChange(group, now.get());
            if (change || unanswered.size() > 0 || Bases.isComplete(group.authenticator(), now.get())) {
                group.members().forEach(entry -> at(entry, now.get(), change));
            }
        }

        private void at(Entry entry, Bases.Now now, boolean change) {
            try {
                clients.holder(entry).ifPresent(holder -> at(holder, now, change));
            } catch (RuntimeException e) { // the others have no part in it
                failures.add(e);
            }
        }

        private void at(Holder holder, Bases.Now now, boolean change) {
            Map<String, Object> session = holder.session();
            seen.add(session);
            SessionState state;
            try {
                state = SessionState.of(session);
            } catch (
                    IllegalArgumentException e) { // of a core that writes otherwise: refused when it asks for something
                return;
            }
            if (!state.provisional()) { // that one has nothing yet, and will be judged by what is in force when it asks
                changed(holder, session, state, now, change);
            }
        }

        private void end() {
            unanswered.keep(seen);
            cut.tell();
            if (!failures.isEmpty()) {
                throw failures.get(0);
            }
        }
    }

    private Optional<ClusterMembership> cluster(Group group) {
        return group.members().stream()
                .flatMap(entry -> clients.holder(entry).stream())
                .findFirst()
                .flatMap(holder -> holder.client().cluster());
    }

    private void changed(
            Holder holder, Map<String, Object> session, SessionState state, Bases.Now now, boolean change) {
        Optional<Outcome> over = unanswered.over(session);
        if (over.isPresent()) {
            cut(holder, state, after(over.get()));
        } else if (!change) {
            keep(holder, session, state, now);
        } else if (now.route().isEmpty()) {
            cut(holder, state, NoRoute.refusal(now.route(), router.generation()).orElseThrow());
        } else if (!isAsked(now.route().get().settings().orElseThrow(), state)) {
            // No authenticator is asked any more: the client stays.
            unanswered.forget(session);
            replace(holder, session, state.on(now.basis()));
        } else if (now.onChange() == OnChange.DISCONNECT) {
            cut(holder, state, Outcome.deny(Reason.NOT_ADMITTED, "onChange=disconnect", router.generation()));
        } else if (unanswered.isDue(session, now.basis())) {
            Route route = now.route().get();
            later(state.path().application(), session, () -> again(holder, session, state, route, now.basis()));
        }
    }

    /** What has changed is nothing to this client. */
    private void keep(Holder holder, Map<String, Object> session, SessionState state, Bases.Now now) {
        if (Bases.isComplete(state.authenticator(), now)) {
            unanswered.forget(session);
            replace(holder, session, state.on(now.basis()));
        }
    }

    /** Gives a client another session; {@code false} if it is gone, or has got one from somebody else. */
    private boolean replace(Holder holder, Map<String, Object> session, SessionState next) {
        Map<String, Object> after = next.toMap();
        if (!holder.replace(after)) {
            return false;
        }
        clients.sessions().replaced(session, after);
        return true;
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
        ConnectRequest request = holder.request(state, requests.deadline(route)).with(Purpose.RECHECK);
        Answer answer = judged(holder, route, state, request);
        Outcome outcome = answer.outcome();
        if (outcome.decision() instanceof Decision.Allow allow) {
            Grant grant = limited(answer.grant().orElseThrow(), holder, state, settings);
            entry(holder, state).log(audit, outcome);
            unanswered.forget(session);
            SessionState next =
                    SessionState.granted(request, outcome.authenticator(), allow.withGrant(grant), basis, true);
            if (replace(holder, session, next)) {
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

    /** Nobody stays longer by being judged again. Where nobody knows since when a client is in, its end remains. */
    private static Grant limited(Grant grant, Holder holder, SessionState state, ApplicationSettings settings) {
        if (settings.timing().maxSession().isZero()) {
            return grant;
        }
        return holder.usage()
                .map(used -> settings.timing().limited(grant, used.since()))
                .orElseGet(() -> grant.endingBy(state.endsAt()));
    }

    /** The last word: the client is in, so an authenticator that says yes at once and may say no later is waited for. */
    private Answer judged(Holder holder, Route route, SessionState state, ConnectRequest request) {
        Outcome outcome = Insiders.isInsider(state.authenticator())
                ? Insiders.judge(
                        route, state.authenticator(), request, holder.client().cluster())
                : dispatcher.reconsider(route, request);
        Answer answered = requests.connected(outcome, request);
        Answer connected = holder.isForRoom() ? Requests.entering(answered, request) : answered;
        return holder.use()
                .map(use -> requests.stream(connected, request, use.action(), use.mode(), route))
                .orElse(connected);
    }

    private boolean isRemoved(SessionState state, Outcome outcome) {
        return outcome.authenticator().equals(state.authenticator())
                && router.isRemoved(state.authenticator(), Basis.configured(state.basis(), state.authenticator()));
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
        cut.add(state.path().application(), outcome);
        holder.client().close(EndReason.RECHECK_DENIED);
        // Its front end may have nobody to tell that it has gone; if it has not, a census meets it again.
        clients.sessions().ended(holder.session());
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
        clients.detach(connected);
        askers.values().forEach(ThreadPoolExecutor::shutdownNow);
        cut.close();
    }
}
