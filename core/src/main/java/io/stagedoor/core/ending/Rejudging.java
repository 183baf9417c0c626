package io.stagedoor.core.ending;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Purpose;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.question.Answer;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LastAnswer;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Judges a client that is in again, with all that it has open, and gives it what the answer grants. Whoever asks may be kept waiting. Thread-safe.
 */
public final class Rejudging {

    private final Router router;
    private final Dispatcher dispatcher;
    private final Requests requests;
    private final FrontEnds clients;
    private final LongSupplier nanos;

    /** @param nanos as of {@link LastAnswer} */
    Rejudging(Router router, Dispatcher dispatcher, FrontEnds clients, Clock clock, LongSupplier nanos) {
        this.router = router;
        this.dispatcher = dispatcher;
        // Its own threads wait: as many as there are.
        this.requests = new Requests(dispatcher, clock, () -> Integer.MAX_VALUE);
        this.clients = clients;
        this.nanos = nanos;
    }

    /**
     * What came of judging a client again.
     *
     * @param outcome of the question about the client, or of the first one about something that it has open and may not have any more
     * @param grant what it holds from now on; empty for a client that is not in any more, or holds another session by now
     * @param session that this is about: what the client holds by another one was not judged
     */
    record Judged(Outcome outcome, Optional<Grant> grant, Map<String, Object> session) {}

    /**
     * Judges a client; one that may stay gets another session.
     *
     * @param session that it was visited with
     * @param basis of the answer, found before
     * @param allowed is told of an allowance before the client gets another session
     */
    Judged judge(
            Holder holder,
            Map<String, Object> session,
            SessionState state,
            Route route,
            String basis,
            Consumer<Outcome> allowed) {
        ApplicationSettings settings = route.settings().orElseThrow();
        ConnectRequest request = holder.request(state, requests.deadline(route)).with(Purpose.RECHECK);
        Set<Holder.Open> open = holder.open();
        Answer answer = having(open, judged(holder, route, state, request), holder, state, route);
        Outcome outcome = answer.outcome();
        if (!(outcome.decision() instanceof Decision.Allow allow)) {
            return new Judged(outcome, Optional.empty(), session);
        }
        allowed.accept(outcome);
        Grant grant = limited(answer.grant().orElseThrow(), holder, state, settings);
        SessionState next = SessionState.granted(request, outcome.authenticator(), allow.withGrant(grant), basis, true)
                .answered(
                        Insiders.isInsider(outcome.authenticator())
                                ? Optional.empty()
                                : settings.rechecks().answered(grant, nanos.getAsLong()))
                .refreshed(state.refresh());
        Map<String, Object> replaced = holder.with(next);
        if (!replace(holder, session, replaced)) {
            return new Judged(outcome, Optional.empty(), session);
        }
        holder.client().show(request, grant);
        // What it began meanwhile was judged by what it held before.
        Set<Holder.Open> since = new HashSet<>(holder.open());
        since.removeAll(open);
        Outcome after = having(since, new Answer(outcome, Optional.of(grant)), holder, state, route)
                .outcome();
        return new Judged(after.isUndecided() ? outcome : after, Optional.of(grant), replaced);
    }

    /** The last word: the client is in, so an authenticator that says yes at once and may say no later is waited for. */
    private Answer judged(Holder holder, Route route, SessionState state, ConnectRequest request) {
        Outcome outcome = Insiders.isInsider(state.authenticator())
                ? Insiders.judge(
                        route, state.authenticator(), request, holder.client().cluster())
                : state.grant()
                        .map(held -> dispatcher.reconsider(route, request, held, state.authenticator(), state.basis()))
                        .orElseGet(() -> dispatcher.reconsider(route, request));
        Answer answered = requests.connected(outcome, request);
        Answer connected = holder.isForRoom() ? Requests.entering(answered, request) : answered;
        return holder.use()
                .map(use -> requests.stream(connected, request, use.action(), use.mode(), route))
                .orElse(connected);
    }

    /** Asks about each of what a client has open: a connection may have many, and each question has its time. */
    private Answer having(Set<Holder.Open> open, Answer connected, Holder holder, SessionState state, Route route) {
        Answer answer = connected;
        for (Holder.Open stream : open) {
            if (!answer.allowed()) {
                return answer;
            }
            ConnectRequest again =
                    holder.request(state, requests.deadline(route)).with(Purpose.RECHECK);
            answer = requests.having(answer, again, stream, route);
        }
        return answer;
    }

    /** Nobody stays longer by being judged again. Where nobody knows since when a client is in, its end remains. */
    public static Grant limited(Grant grant, Holder holder, SessionState state, ApplicationSettings settings) {
        if (settings.timing().maxSession().isZero()) {
            return grant;
        }
        return holder.usage()
                .map(used -> settings.timing().limited(grant, used.since()))
                .orElseGet(() -> grant.endingBy(state.endsAt()));
    }

    /** Gives a client another session; {@code false} if it is gone, or has got one from somebody else. */
    boolean replace(Holder holder, Map<String, Object> session, SessionState next) {
        return replace(holder, session, holder.with(next));
    }

    private boolean replace(Holder holder, Map<String, Object> session, Map<String, Object> after) {
        if (!holder.replace(after)) {
            return false;
        }
        clients.sessions().replaced(session, after);
        return true;
    }

    /** Whether nobody can tell because the configuration was removed of whoever let the client in: that is no outage. */
    boolean isRemoved(SessionState state, Outcome outcome) {
        return outcome.authenticator().equals(state.authenticator())
                && router.isRemoved(state.authenticator(), Basis.configured(state.basis(), state.authenticator()));
    }

    /** Whether an authenticator is asked about a client at all. */
    public static boolean isAsked(ApplicationSettings settings, SessionState state) {
        boolean ownRestreamer = state.authenticator().equals(Insiders.RESTREAMERS);
        return ownRestreamer ? settings.active() : settings.asks(state.protocol());
    }
}
