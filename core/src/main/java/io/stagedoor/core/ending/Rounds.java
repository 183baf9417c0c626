package io.stagedoor.core.ending;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LastAnswer;
import io.stagedoor.core.settings.RecheckSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again from time to time whether clients that are in may stay ({@code recheckSeconds}, and what an answer says). The time of the last answer lies in the
 * session of the client, so that it outlives a replacement of any bundle. What has no such time is left alone: it came before this was configured.
 *
 * <p>Nothing is armed for a client. All are looked at twice a second, or more rarely if a look takes long: of most sessions that reads one entry.
 */
final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    /** Fewer than an authenticator has for clients that are in: two are left for what {@code onChange} wants to know. */
    private static final int THREADS = 6;

    /** There may be a million clients: to look at them takes a twentieth of a processor at most. */
    private static final int PAUSE = 20;

    private final Router router;
    private final FrontEnds clients;
    private final Rejudging rejudging;
    private final Cutting cutting;
    private final LongSupplier nanos;
    private final Askers askers = new Askers("recheck", THREADS);
    private final Unanswered unanswered;
    /** For the thread that looks. */
    private long next;

    /** @param nanos as of {@link LastAnswer} */
    Rounds(Router router, FrontEnds clients, Rejudging rejudging, Cutting cutting, LongSupplier nanos) {
        this.router = router;
        this.clients = clients;
        this.rejudging = rejudging;
        this.cutting = cutting;
        this.nanos = nanos;
        this.unanswered = new Unanswered(nanos);
        this.next = nanos.getAsLong();
    }

    /** Has the clients asked about for whom it is time. Does not wait for authenticators; for one thread. */
    void look() {
        long began = nanos.getAsLong();
        if (began - next < 0) {
            return;
        }
        Sessions sessions = clients.sessions();
        unanswered.keepIf(sessions::has);
        List<RuntimeException> failures = new ArrayList<>();
        for (String application : sessions.applications()) {
            router.route(application)
                    .filter(route -> route.settings().isPresent())
                    .ifPresent(route -> sessions.in(application).stream()
                            .flatMap(group -> group.members().stream())
                            .forEach(entry -> {
                                try {
                                    at(entry, route, began);
                                } catch (RuntimeException e) { // the others have no part in it
                                    failures.add(e);
                                }
                            }));
        }
        long ended = nanos.getAsLong();
        next = ended + PAUSE * (ended - began);
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void at(Entry entry, Route route, long now) {
        Map<String, Object> session = entry.session();
        RecheckSettings settings = route.settings().orElseThrow().rechecks();
        Optional<LastAnswer> due = LastAnswer.peek(session).filter(last -> settings.isDue(last, now));
        // Once more at its end, however long the pause is after the last question.
        if (due.isPresent() && (unanswered.isDue(session, "") || settings.isOver(due.get(), now))) {
            clients.holder(entry)
                    .filter(holder -> !holder.isSilent())
                    .ifPresent(holder -> askers.ask(
                            SessionState.peek(session, SessionState.APPLICATION),
                            session,
                            () -> ask(holder, holder.session())));
        }
    }

    /** On a thread that may be kept waiting. */
    private void ask(Holder holder, Map<String, Object> session) {
        if (!clients.sessions().has(session)) { // gone, or asked about by somebody else while this waited
            return;
        }
        try {
            judge(holder, session, holder.state());
        } catch (IllegalArgumentException e) { // of a core that writes otherwise: refused when it asks for something
            LOG.debug("Cannot read a session.", Redacted.of(e));
        } catch (RuntimeException e) { // of a front end; the next look asks again
            LOG.warn("Could not ask about a client that is in.", Redacted.of(e));
        }
    }

    private void judge(Holder holder, Map<String, Object> session, SessionState state) {
        Optional<Route> route = router.route(state.path().application());
        Optional<ApplicationSettings> settings = route.flatMap(Route::settings);
        // What is in force may have changed while this question waited for its turn.
        if (settings.isEmpty() || state.answered().isEmpty() || !Rejudging.isAsked(settings.get(), state)) {
            return;
        }
        LastAnswer last = state.answered().get();
        // Before anybody is asked: what changes meanwhile is a change for this client.
        String basis = Basis.of(route.get(), state.protocol());
        Rejudging.Judged judged =
                rejudging.judge(holder, session, state, route.get(), basis, allowed -> unanswered.forget(session));
        Outcome outcome = judged.outcome();
        if (outcome.decision() instanceof Decision.Allow) {
            judged.grant()
                    .filter(grant -> !grant.recheckedAfter(Optional.empty())
                            .equals(state.grant().orElse(null)))
                    .ifPresent(grant -> cutting.entry("recheck", holder, state).log(cutting.audit(), outcome));
        } else if (outcome.isUndecided()) {
            if (settings.get().rechecks().isOver(last, nanos.getAsLong())) {
                cutting.cut("recheck", "recheckSeconds", holder, judged.session(), state, since(outcome, last));
            } else {
                askLater(session, state, outcome);
            }
        } else {
            cutting.cut("recheck", "recheckSeconds", holder, judged.session(), state, explained(outcome, state));
        }
    }

    private void askLater(Map<String, Object> session, SessionState state, Outcome outcome) {
        boolean first = unanswered.add(session, "", outcome);
        LOG.debug("Nobody answered about a client of '{}': {}", state.path().application(), outcome.decision());
        if (first) {
            problem().ifPresent(LOG::warn);
        }
    }

    private Outcome since(Outcome last, LastAnswer answer) {
        Duration time = Duration.ofNanos(nanos.getAsLong() - answer.at());
        return last.decision() instanceof Decision.Unavailable unavailable
                ? new Outcome(
                        new Decision.Unavailable(
                                unavailable.detail() + "; the last answer was " + time.toSeconds() + " s ago"),
                        last.authenticator(),
                        last.generation(),
                        last.settings())
                : last;
    }

    /** Only a client whose credentials are not kept has nothing to show. */
    private static Outcome explained(Outcome outcome, SessionState state) {
        return outcome.decision() instanceof Decision.Deny deny
                        && deny.reason() == Reason.NO_CREDENTIALS
                        && state.credentials().equals(Credentials.NONE)
                ? Outcome.deny(
                        deny.reason(),
                        "Stagedoor has no credentials of this client: nobody said that it would be asked about when it came",
                        outcome.generation())
                : outcome;
    }

    /** That there are clients about which nobody answers, if so. */
    Optional<String> problem() {
        int waiting = unanswered.size();
        return waiting == 0
                ? Optional.empty()
                : Optional.of(
                        ("recheckSeconds: no authenticator answered whether %d connected client(s) may stay. Stagedoor asks again, and"
                                        + " disconnects each recheckMaxStaleSeconds after its last answer (%d question(s) without an"
                                        + " answer so far). The authenticators' own problems say why")
                                .formatted(waiting, unanswered.count()));
    }

    @Override
    public void close() {
        askers.close();
    }
}
