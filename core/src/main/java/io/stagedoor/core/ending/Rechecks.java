package io.stagedoor.core.ending;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.ClusterMembership;
import io.stagedoor.core.settings.OnChange;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
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
    private static final String ACTION = "reconsider";
    private static final String PROPERTY = "onChange";
    /** There may be a million players: to count them takes a fiftieth of a processor at most. */
    private static final int PLAYERS_PAUSE = 50;

    private final Router router;
    private final FrontEnds clients;
    private final List<Connected> connected;
    private final Rejudging rejudging;
    private final Cutting cutting;
    private final Rounds rounds;
    private final Askers askers = new Askers("again", THREADS);
    private final Unanswered unanswered;

    private final LongSupplier nanos;
    /** For the thread that counts. */
    private long playersDue;

    /** @param nanos what pauses are measured by */
    public Rechecks(
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
        this.clients = clients;
        this.connected = List.copyOf(connected);
        clients.attach(this.connected);
        this.rejudging = new Rejudging(router, dispatcher, clients, clock, nanos);
        this.cutting = new Cutting(clients, audit, clock);
        this.rounds = new Rounds(router, clients, rejudging, cutting, nanos);
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

    /** Looks once, at the clients for whom something has changed, or about whom it is time to ask again. Does not wait for authenticators; for one thread at a time. */
    public void look() {
        try {
            lookForChanges();
        } finally { // the others have no part in it
            rounds.look();
        }
    }

    private void lookForChanges() {
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
            cutting.tell();
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
        } else if (!Rejudging.isAsked(now.route().get().settings().orElseThrow(), state)) {
            // No authenticator is asked any more: the client stays.
            unanswered.forget(session);
            rejudging.replace(holder, session, state.on(now.basis()));
        } else if (now.onChange() == OnChange.DISCONNECT) {
            cut(holder, state, Outcome.deny(Reason.NOT_ADMITTED, "onChange=disconnect", router.generation()));
        } else if (unanswered.isDue(session, now.basis())) {
            Route route = now.route().get();
            askers.ask(state.path().application(), session, () -> again(holder, session, state, route, now.basis()));
        }
    }

    /** What has changed is nothing to this client. */
    private void keep(Holder holder, Map<String, Object> session, SessionState state, Bases.Now now) {
        if (Bases.isComplete(state.authenticator(), now)) {
            unanswered.forget(session);
            rejudging.replace(holder, session, state.on(now.basis()));
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

    private void again(Holder holder, Map<String, Object> session, SessionState state, Route route, String basis) {
        Rejudging.Judged judged = rejudging.judge(holder, session, state, route, basis, allowed -> {
            cutting.entry(ACTION, holder, state).log(cutting.audit(), allowed);
            unanswered.forget(session);
        });
        Outcome outcome = judged.outcome();
        if (outcome.allowed()) {
            return;
        }
        if (outcome.isUndecided() && !rejudging.isRemoved(state, outcome)) {
            boolean first = unanswered.add(session, basis, outcome);
            LOG.debug("Could not judge a client of '{}' again: {}", state.path().application(), outcome.decision());
            if (first) {
                unjudged().ifPresent(LOG::warn);
            }
        } else {
            cutting.cut(ACTION, PROPERTY, holder, judged.session(), state, explained(outcome, state));
        }
    }

    /** What is wrong with clients that are in: that there are some that nobody can judge again. */
    public Optional<String> problem() {
        List<String> problems = Stream.of(unjudged(), rounds.problem())
                .flatMap(Optional::stream)
                .toList();
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join(". ", problems));
    }

    /** That there are clients that nobody can judge again, if so. */
    private Optional<String> unjudged() {
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

    private void cut(Holder holder, SessionState state, Outcome outcome) {
        cutting.cut(ACTION, PROPERTY, holder, holder.session(), state, outcome);
    }

    @Override
    public void close() {
        clients.detach(connected);
        askers.close();
        rounds.close();
        cutting.close();
    }
}
