package io.stagedoor.core.refresh;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.ending.Rejudging;
import io.stagedoor.core.question.Answer;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.question.Shadowing;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Subject;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LastAnswer;
import io.stagedoor.core.settings.OnChange;
import io.stagedoor.core.start.Exchange;
import io.stagedoor.core.start.Passage;
import io.stagedoor.core.start.Start;
import io.stagedoor.core.start.Starting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Judges new credentials of a client that is in, and gives it what they grant instead of what it held: never both. Credentials that are refused, or of somebody
 * else, leave it what it holds. Thread-safe.
 */
public final class Refreshing {

    private static final String ACTION = "refresh";

    /** What the tokens begin with that stand for a grant of somebody who showed other credentials: nobody stays longer by one. */
    private static final String TICKET = "sdt_";

    /** As often as this a client may get another session from somebody else while it is given one here. */
    private static final int TRIES = 5;

    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Router router;
    private final Dispatcher dispatcher;
    private final Requests requests;
    private final Starting starting;
    private final FrontEnds clients;
    private final RefreshPace pace;
    private final Shadowing shadowing;
    private final Audit audit;
    private final Clock clock;
    private final LongSupplier nanos;

    /**
     * Over those who are in.
     *
     * @param requests by the same dispatcher
     * @param starting what has to hold for what the clients have begun
     * @param nanos as of {@link LastAnswer}
     */
    public Refreshing(
            Router router,
            Dispatcher dispatcher,
            Requests requests,
            Starting starting,
            FrontEnds clients,
            RefreshPace pace,
            Shadowing shadowing,
            Audit audit,
            Clock clock,
            LongSupplier nanos) {
        this.router = router;
        this.dispatcher = dispatcher;
        this.requests = requests;
        this.starting = starting;
        this.clients = clients;
        this.pace = pace;
        this.shadowing = shadowing;
        this.audit = audit;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** The same by another dispatcher. */
    public Refreshing by(Dispatcher other, Requests its) {
        return new Refreshing(router, other, its, starting, clients, pace, shadowing, audit, clock, nanos);
    }

    /**
     * What a client shows.
     *
     * @param token that is to replace what let it in
     * @param parameters that it sends with it; empty for those that are kept of it
     * @param device of a client over HTTP that sends them itself; empty if somebody else does, or it is a connection
     */
    public record Shown(Secret token, Optional<Map<String, String>> parameters, Optional<Device> device) {}

    /**
     * A client over HTTP.
     *
     * @param id by which it is known whatever it plays
     * @param address that it comes from
     */
    record Device(String id, String address) {}

    /** What is judged, and by what. */
    private record Question(
            Holder holder, SessionState state, Route route, Shown shown, String basis, AuditEntry entry) {

        private ApplicationSettings settings() {
            return route.settings().orElseThrow();
        }

        /** Who asked for its credentials to be kept needs the others again, too. */
        private ConnectRequest request(Purpose purpose, Instant deadline) {
            ConnectRequest came = holder.request(state, deadline).with(purpose);
            Credentials kept = state.grant().orElseThrow().keepsCredentials() ? state.credentials() : Credentials.NONE;
            ConnectRequest.Builder request = came.toBuilder()
                    .credentials(Credentials.of(
                            kept.username().orElse(null),
                            kept.password().map(Secret::reveal).orElse(null),
                            shown.token().reveal()));
            shown.parameters().ifPresent(request::parameters);
            return request.build();
        }

        private StreamPath path() {
            return holder.path(state);
        }
    }

    /**
     * What the new credentials grant of what the client has.
     *
     * @param answer about the client, with all that the questions about its streams have added
     * @param lost what it may not go on with, and why; under nothing if that is all of it
     */
    private record Coverage(Answer answer, Map<Optional<Holder.Open>, Outcome> lost) {

        private Outcome outcome() {
            return answer.outcome();
        }

        private Grant grant() {
            return answer.grant().orElseThrow();
        }
    }

    /** Judges the credentials, on a thread that may be kept waiting as long as a decision takes; and writes down what came of it. */
    public Refreshed refresh(Holder holder, Shown shown) {
        Client client = holder.client();
        AuditEntry entry = AuditEntry.begin(clock, ACTION, client.id(), client.address(), client.protocol());
        SessionState state;
        try {
            state = holder.state();
        } catch (IllegalArgumentException e) { // of a core that writes otherwise
            return refused(
                    entry.in(SessionState.peek(holder.session(), SessionState.APPLICATION)),
                    deny(Reason.NOT_ADMITTED, "the session has an unknown format"));
        }
        entry.by(state)
                .at(holder.path(state))
                .shows(Credentials.of(null, null, shown.token().reveal()));
        Optional<Route> route = router.route(state.path().application());
        Optional<Outcome> refusal = refusal(holder.session(), state, route, shown);
        if (refusal.isPresent()) {
            return refused(entry, refusal.get());
        }
        Entry one = clients.entry(client, holder.session());
        if (!pace.enter(one)) {
            refused(
                    entry,
                    deny(
                            Reason.THROTTLED,
                            "another refresh of this client is under way, or it had " + RefreshPace.MOST
                                    + " in a minute"));
            return Refreshed.not(Refreshed.Result.TOO_MANY);
        }
        try {
            // Before anybody is asked: what changes meanwhile is a change for this client.
            String basis = Basis.of(route.orElseThrow(), state.protocol());
            return judge(new Question(holder, state, route.get(), shown, basis, entry), one);
        } finally {
            pace.leave(one);
        }
    }

    /** Why nobody is asked about the credentials, if so. */
    private Optional<Outcome> refusal(
            Map<String, Object> session, SessionState state, Optional<Route> route, Shown shown) {
        if (clients.sessions().isCondemned(session)) {
            return Optional.of(new Outcome(Revoked.late(), state.authenticator(), router.generation(), ""));
        }
        Optional<Outcome> nobody = NoRoute.refusal(route, router.generation());
        if (nobody.isPresent()) {
            return nobody;
        }
        String why = "";
        if (state.provisional()) {
            why = "the client has not said yet who it is";
        } else if (state.isOpen()) {
            why = "authentication was off when the client came: it holds nothing that ends";
        } else if (Insiders.isInsider(state.authenticator())) {
            why = state.authenticator() + " let the client in, and no token";
        } else if (!Rejudging.isAsked(route.orElseThrow().settings().orElseThrow(), state)) {
            why = "authentication is off: nobody judges tokens, and the client keeps what it holds";
        } else if (state.failedOpen()) {
            why =
                    "the client was let in without an answer (failOpen), so nobody knows whose it is; it must connect again";
        } else if (shown.token().reveal().startsWith(TICKET)) {
            why = "a ticket replaces no grant; the client must show a token";
        }
        return why.isEmpty() ? over(state) : Optional.of(deny(Reason.NOT_ADMITTED, why));
    }

    private Optional<Outcome> over(SessionState state) {
        return state.endsAt()
                .filter(end -> !clock.instant().isBefore(end))
                .map(end -> deny(Reason.GRANT_EXPIRED, "since " + end));
    }

    private Refreshed judge(Question question, Entry one) {
        Holder holder = question.holder();
        ConnectRequest request = question.request(Purpose.REFRESH, requests.deadline(question.route()));
        Answer connected = requests.connected(dispatcher(holder).refresh(question.route(), request), request);
        if (!connected.allowed()) {
            Refreshed refused = refused(question.entry(), connected.outcome());
            shadowing.connect(question.route(), request, connected.outcome(), question.entry(), null);
            return refused;
        }
        Set<Holder.Open> open = holder.open();
        Coverage coverage = coverage(question, request, connected, open, true);
        Outcome outcome = coverage.outcome();
        if (!outcome.allowed()) {
            return refused(question.entry(), outcome);
        }
        Optional<String> other = other(question.state(), outcome.authenticator(), coverage.grant());
        if (other.isPresent()) {
            return refused(question.entry(), instead(outcome, new Decision.Deny(Reason.OTHER_HOLDER, other.get())));
        }
        Optional<String> unanswered = failedOpen(connected.outcome()).or(() -> failedOpen(outcome));
        if (unanswered.isPresent()) {
            return refused(question.entry(), instead(outcome, new Decision.Unavailable(unanswered.get())));
        }
        Outcome all = coverage.lost().get(Optional.<Holder.Open>empty());
        if (all != null) {
            return cut(question, all);
        }
        return replace(question, request, coverage, open, one);
    }

    private Dispatcher dispatcher(Holder holder) {
        return holder.client().mayWait() ? dispatcher : dispatcher.withoutWaiting();
    }

    /**
     * Asks about what the client has.
     *
     * @param connected what was answered about the client itself
     * @param first whether it is asked about what it came for, too
     * @return with an answer that is no allowance if nobody can tell
     */
    private Coverage coverage(
            Question question, ConnectRequest request, Answer connected, Set<Holder.Open> open, boolean first) {
        Map<Optional<Holder.Open>, Outcome> lost = new LinkedHashMap<>();
        Answer answer = connected;
        if (first) {
            Answer whole = question.holder().isForRoom() ? Requests.entering(connected, request) : connected;
            Optional<Holder.Use> use = question.holder().use();
            if (whole.allowed() && use.isPresent()) {
                // It runs already: nobody is asked as for one that begins.
                whole = requests.stream(
                        whole, again(question), use.get().action(), use.get().mode(), question.route());
            }
            if (whole.outcome().isUndecided()) {
                return new Coverage(whole, lost);
            }
            if (whole.allowed()) {
                answer = whole;
            } else {
                lost.put(Optional.empty(), whole.outcome());
            }
        }
        for (Holder.Open stream : open) {
            Answer one = requests.having(answer, again(question), stream, question.route());
            if (one.outcome().isUndecided()) {
                return new Coverage(one, lost);
            }
            if (one.allowed()) {
                answer = one;
            } else {
                lost.put(Optional.of(stream), one.outcome());
            }
        }
        return new Coverage(answer, lost);
    }

    /** Each question has its time. */
    private ConnectRequest again(Question question) {
        return question.request(Purpose.RECHECK, requests.deadline(question.route()));
    }

    /** Why the credentials are not those of the holder of the grant; empty if they are. */
    private static Optional<String> other(SessionState state, String authenticator, Grant grant) {
        if (!authenticator.equals(state.authenticator())) {
            return Optional.of("'" + state.authenticator() + "' let the client in, and its subjects are not those of '"
                    + authenticator + "'");
        }
        Optional<Subject> was = state.grant().flatMap(Subject::of);
        if (was.isEmpty()) {
            return Optional.of("nobody knows who the client is: its grant names no subject, or nobody has proven it");
        }
        Optional<Subject> is = Subject.of(grant);
        if (is.isEmpty()) {
            return Optional.of("the new credentials name no subject, or nobody has proven it");
        }
        return was.equals(is) ? Optional.empty() : Optional.of("the new credentials are of another subject or issuer");
    }

    /**
     * Credentials that are good.
     *
     * @param coverage what they grant
     * @param open what the client had open when it was asked about them
     * @param one the client in the index
     * @param exchange what the client goes on with
     * @param passage what it has taken for that
     */
    private record Change(
            Question question,
            ConnectRequest request,
            Coverage coverage,
            Set<Holder.Open> open,
            Entry one,
            Exchange exchange,
            Passage passage) {}

    private Refreshed replace(
            Question question, ConnectRequest request, Coverage coverage, Set<Holder.Open> open, Entry one) {
        Exchange exchange = exchange(question, coverage.grant(), one);
        Passage passage = starting.exchange(exchange);
        if (passage.refusal().isPresent()) {
            return refused(
                    question.entry(),
                    instead(coverage.outcome(), passage.refusal().get()));
        }
        Change change = new Change(question, request, coverage, open, one, exchange, passage);
        boolean isHeld = false;
        try {
            Optional<Held> held = hold(change);
            isHeld = held.isPresent();
            return held.isPresent()
                    ? replaced(change, held.get())
                    : Refreshed.not(Refreshed.Result.REFUSED); // it is written down why
        } finally {
            if (!isHeld) {
                passage.back().run();
            }
        }
    }

    /** What a client goes on with, and by what. */
    private Exchange exchange(Question question, Grant grant, Entry one) {
        Holder holder = question.holder();
        Client client = holder.client();
        boolean isConnection = clients.sessions()
                .group(one.session())
                .map(group -> group.kind() == Kind.CONNECTION)
                .orElse(true);
        Optional<Device> device = question.shown().device();
        Start.Who who = isConnection
                ? Start.Who.of(client, holder.session())
                : Start.Who.player(
                        client.id(),
                        device.map(Device::address).orElseGet(client::address),
                        Duration.ZERO,
                        device.map(Device::id).orElseGet(client::id));
        return new Exchange(
                new Start(
                        question.settings(),
                        question.state().authenticator(),
                        grant,
                        holder.use().map(Holder.Use::action).orElse(Action.SUBSCRIBE),
                        question.path(),
                        who,
                        requests.deadline(question.route()),
                        false),
                isConnection ? begun(holder, one) : begun(holder));
    }

    /** What is allowed and has not been opened yet counts, too. */
    private static int begun(Holder holder, Entry one) {
        long open = holder.open().stream()
                .filter(stream -> stream.action() != Action.SHARE)
                .count();
        return Math.max((int) open, one.streams().size());
    }

    /** Who publishes or plays by WHIP or WHEP begins with the connection that comes of it. */
    private static int begun(Holder holder) {
        boolean isRtc = holder.client().protocol().filter(Protocol.RTC::equals).isPresent();
        return holder.use().isPresent() && !isRtc ? 1 : 0;
    }

    /**
     * What a client holds by new credentials.
     *
     * @param before the session that it had
     */
    private record Held(Holder holder, Grant grant, Map<String, Object> before, Map<String, Object> after) {}

    /** Gives the client its new session; empty, and written down, if it does not get one. */
    private Optional<Held> hold(Change change) {
        Question question = change.question();
        Coverage coverage = change.coverage();
        Holder holder = question.holder();
        SessionState state = question.state();
        for (int tries = 0; tries < TRIES; tries++) {
            Map<String, Object> before = holder.session();
            Grant grant = Rejudging.limited(coverage.grant(), holder, state, question.settings());
            Decision.Allow allow = (Decision.Allow) coverage.outcome().decision();
            Map<String, Object> after = holder.with(next(question, change.request(), allow.withGrant(grant), state));
            Optional<Outcome> refusal = late(before, state, grant);
            if (refusal.isPresent()) {
                refused(question.entry(), refusal.get());
                return Optional.empty();
            }
            if (holder.replace(after)) {
                return Optional.of(new Held(holder, grant, before, after));
            }
            LockSupport.parkNanos(AGAIN_NANOS); // whoever gave it another session is about to tell the index
            Optional<Holder> now = clients.holder(change.one());
            if (now.isEmpty() || !clients.sessions().has(now.get().session())) {
                break;
            }
            holder = now.get();
            state = holder.state();
            Optional<String> other = other(state, coverage.outcome().authenticator(), coverage.grant());
            if (other.isPresent()) { // it was let in anew
                refused(question.entry(), deny(Reason.OTHER_HOLDER, other.get()));
                return Optional.empty();
            }
        }
        refused(question.entry(), deny(Reason.NOT_ADMITTED, "the client has gone, or is being disconnected"));
        return Optional.empty();
    }

    /** Why it is too late, if so. */
    private Optional<Outcome> late(Map<String, Object> session, SessionState state, Grant grant) {
        if (clients.sessions().isCondemned(session)) {
            return Optional.of(new Outcome(Revoked.late(), state.authenticator(), router.generation(), ""));
        }
        return over(state)
                .or(() -> grant.endsAt()
                        .filter(end -> !clock.instant().isBefore(end))
                        .map(end -> deny(Reason.GRANT_EXPIRED, "the new grant ended at " + end)));
    }

    private SessionState next(Question question, ConnectRequest request, Decision.Allow allow, SessionState state) {
        ApplicationSettings settings = question.settings();
        Optional<LastAnswer> answered = settings.rechecks().answered(allow.grant(), nanos.getAsLong());
        boolean keeps = settings.onChange() == OnChange.REAUTHENTICATE || answered.isPresent();
        return SessionState.granted(request, state.authenticator(), allow, question.basis(), keeps)
                .answered(answered)
                .refreshed(state.refresh().again());
    }

    /** The front end has the new session. */
    private Refreshed replaced(Change change, Held held) {
        Question question = change.question();
        Holder holder = question.holder();
        clients.refreshed(held.before(), held.after());
        change.passage().done().run();
        Outcome outcome = change.coverage().outcome();
        // Somebody may have begun to end it before the index had the new session; from then on they look at that.
        if (clients.sessions().isCondemned(held.before()) || clients.sessions().isCondemned(held.after())) {
            holder.client().close(EndReason.REVOKED);
            return refused(question.entry(), instead(outcome, Revoked.late()));
        }
        holder.client().show(change.request(), held.grant());
        question.entry().log(audit, instead(outcome, new Decision.Allow(held.grant())));
        // By what it shows now it is asked about what it wants from now on.
        shadowing.connect(
                question.route(),
                change.request(),
                change.coverage().answer().outcome(),
                question.entry(),
                change.one());
        Map<Optional<Holder.Open>, Outcome> lost =
                new LinkedHashMap<>(change.coverage().lost());
        // What it began meanwhile was judged by what it held before.
        Set<Holder.Open> since = new HashSet<>(holder.open());
        since.removeAll(change.open());
        if (!since.isEmpty()) {
            lost.putAll(coverage(question, change.request(), change.coverage().answer(), since, false)
                    .lost());
        }
        for (Map.Entry<Optional<Holder.Open>, Outcome> gone : lost.entrySet()) {
            if (!end(question, gone.getKey().orElseThrow(), gone.getValue())) {
                return cut(holder, held.after());
            }
        }
        Optional<Outcome> refusal = begunSince(change, !since.isEmpty());
        if (refusal.isPresent()) {
            line(question, question.path(), refusal.get());
            return cut(holder, held.after());
        }
        return Refreshed.done(held.grant().endsAt());
    }

    /** It may have had nothing before for which it needs a place, or uses a token. */
    private Optional<Outcome> begunSince(Change change, boolean isMore) {
        Exchange now = exchange(change.question(), change.coverage().grant(), change.one());
        if (!isMore && now.begun() <= change.exchange().begun()) {
            return Optional.empty();
        }
        Passage passage = starting.exchange(now);
        passage.done().run();
        return passage.refusal().map(why -> instead(change.coverage().outcome(), why));
    }

    /** Ends one thing that the client has open; {@code false} if its front end can only end all of it. */
    private boolean end(Question question, Holder.Open open, Outcome why) {
        line(question, open.path(), why);
        return holderEnds(question.holder(), open);
    }

    private static boolean holderEnds(Holder holder, Holder.Open open) {
        return open.action() != Action.SHARE && holder.end(open, EndReason.RECHECK_DENIED);
    }

    private void line(Question question, StreamPath path, Outcome why) {
        Client client = question.holder().client();
        AuditEntry.begin(clock, ACTION, client.id(), client.address(), client.protocol())
                .by(question.state())
                .at(path)
                .log(audit, uncovered(why));
    }

    private static Outcome uncovered(Outcome why) {
        return why.decision() instanceof Decision.Deny deny
                ? instead(
                        why,
                        new Decision.Deny(
                                deny.reason(), "cut off: the new credentials do not cover it; " + deny.detail()))
                : why;
    }

    /** Nothing is left of what the client came for. */
    private Refreshed cut(Question question, Outcome why) {
        line(question, question.path(), why);
        return cut(question.holder(), question.holder().session());
    }

    private Refreshed cut(Holder holder, Map<String, Object> session) {
        holder.client().close(EndReason.RECHECK_DENIED);
        // Its front end may have nobody to tell that it has gone; if it has not, a census meets it again.
        clients.sessions().ended(session);
        return Refreshed.not(Refreshed.Result.REFUSED);
    }

    /** What was wrong, if an authenticator let the client through because nobody could tell. */
    private static Optional<String> failedOpen(Outcome outcome) {
        return outcome.decision() instanceof Decision.Allow allow ? allow.failOpen() : Optional.empty();
    }

    private static Outcome instead(Outcome outcome, Decision decision) {
        return new Outcome(decision, outcome.authenticator(), outcome.generation(), outcome.settings());
    }

    private Outcome deny(Reason reason, String detail) {
        return Outcome.deny(reason, detail, router.generation());
    }

    private Refreshed refused(AuditEntry entry, Outcome outcome) {
        entry.log(audit, outcome);
        return Refreshed.not(outcome.isUndecided() ? Refreshed.Result.UNAVAILABLE : Refreshed.Result.REFUSED);
    }
}
