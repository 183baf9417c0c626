package io.stagedoor.core.routing;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.core.ticket.Tickets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks authenticators and does not trust them: an exception, {@code null} or a late answer is a refusal. */
public final class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private static final int MOST_SHOWN = 5;

    private final Clock clock;
    private final Holding holding;
    private final Router router;
    private final Revoked revoked;
    private final IntSupplier most;
    private final boolean mayWait;
    /** Whether answers are only compared. */
    private final boolean beside;

    private final TicketJudge tickets;
    private final Set<String> failures = ConcurrentHashMap.newKeySet();

    /**
     * A dispatcher over a router.
     *
     * @param clock what deadlines are measured by
     * @param revoked who is out, whatever authenticators say
     */
    public Dispatcher(Router router, Clock clock, Revoked revoked) {
        this(router, clock, revoked, (Tickets) null);
    }

    /**
     * A dispatcher over a router, where there are tickets.
     *
     * @param clock what deadlines and ends are measured by
     * @param revoked who is out, whatever authenticators say
     * @param tickets {@code null} where there are none
     */
    public Dispatcher(Router router, Clock clock, Revoked revoked, @Nullable Tickets tickets) {
        this(
                router,
                clock,
                revoked,
                new Holding(router, clock),
                () -> Integer.MAX_VALUE,
                true,
                false,
                new TicketJudge(router, tickets, revoked, clock));
    }

    private Dispatcher(
            Router router,
            Clock clock,
            Revoked revoked,
            Holding holding,
            IntSupplier most,
            boolean mayWait,
            boolean beside,
            TicketJudge tickets) {
        this.tickets = tickets;
        this.beside = beside;
        this.router = router;
        this.revoked = revoked;
        this.clock = clock;
        this.holding = holding;
        this.most = most;
        this.mayWait = mayWait;
    }

    /** The same for callers on threads that read for all clients, and must not wait: only an authenticator that is local is asked. */
    public Dispatcher withoutWaiting() {
        return new Dispatcher(router, clock, revoked, holding, most, false, beside, tickets);
    }

    /**
     * The same for callers on threads that serve everyone.
     *
     * @param callers how many of them may wait for one authenticator; the rest is {@code Unavailable} at once
     */
    public Dispatcher onSharedThreads(IntSupplier callers) {
        return new Dispatcher(router, clock, revoked, holding, callers, mayWait, beside, tickets);
    }

    /**
     * The same for questions whose answers are only compared: they take no place of a client, wait for no authenticator that is away, and are asked on threads
     * that are for nothing else. For callers that may be kept waiting.
     */
    public Dispatcher beside() {
        return new Dispatcher(router, clock, revoked, holding, most, false, true, tickets);
    }

    /** How many clients wait at this moment for an authenticator that is being replaced. */
    public int held() {
        return holding.waiting();
    }

    /** How often a client that waited for an authenticator was asked about in the end. */
    public long holdsAnswered() {
        return holding.answered();
    }

    /** How often a client waited for an authenticator in vain. */
    public long holdsTimedOut() {
        return holding.timedOut();
    }

    /** How one authenticator is asked. */
    @FunctionalInterface
    private interface Way {
        Decision ask(Bound bound, Function<Authenticator, Decision> question, Supplier<Duration> left)
                throws ExecutionException, InterruptedException;
    }

    /** Asks the authenticators of a route, in order, until one does not abstain. Nobody is let in while nobody can tell who is out. */
    public Outcome authenticate(Route route, ConnectRequest request) {
        Optional<String> unknown = revoked.unknown();
        if (unknown.isPresent()) {
            return outcome(route, "", new Decision.Unavailable(unknown.get()));
        }
        Outcome outcome = chain(route, request, authenticator -> authenticator.authenticate(request), door(request));
        return outcome.decision() instanceof Decision.Allow allow ? limited(outcome, allow, route) : outcome;
    }

    private Outcome limited(Outcome outcome, Decision.Allow allow, Route route) {
        Grant limited = route.settings()
                .map(ApplicationSettings::timing)
                .filter(timing -> !timing.maxSession().isZero())
                .map(timing -> timing.limited(allow.grant(), clock.instant()))
                .orElse(allow.grant());
        return limited == allow.grant()
                ? outcome
                : new Outcome(
                        allow.withGrant(limited), outcome.authenticator(), outcome.generation(), outcome.settings());
    }

    /**
     * The same about a client that is in already: it does not wait behind clients that come.
     *
     * @param request what it came with, of the purpose {@code RECHECK}; asked about on a thread that may be kept waiting
     */
    public Outcome reconsider(Route route, ConnectRequest request) {
        return chain(route, request, authenticator -> authenticator.authenticate(request), again(request));
    }

    /**
     * The same about new credentials of a client that is in: nothing changes for it while nobody can tell who is out, and it does not wait behind clients that come,
     * unless its thread serves everyone or must not wait.
     *
     * @param request of the purpose {@code REFRESH}
     */
    public Outcome refresh(Route route, ConnectRequest request) {
        Optional<String> unknown = revoked.unknown();
        if (unknown.isPresent()) {
            return outcome(route, "", new Decision.Unavailable(unknown.get()));
        }
        boolean own = mayWait && most.getAsInt() == Integer.MAX_VALUE;
        return chain(
                route,
                request,
                authenticator -> authenticator.authenticate(request),
                own ? again(request) : door(request));
    }

    /**
     * The same about a client that is in by a ticket.
     *
     * @param held what it holds
     * @param authenticator that has granted it
     * @param basis what its session rests on
     */
    public Outcome reconsider(Route route, ConnectRequest request, Grant held, String authenticator, String basis) {
        return Ticket.isTicket(held)
                ? tickets.again(
                        route, request, held, authenticator, basis, link -> await(route, link, request.deadline()))
                : reconsider(route, request);
    }

    /**
     * Judges what a client shows as a ticket, for an operator.
     *
     * @return empty for a client that shows none
     */
    public Optional<Outcome> triedTicket(Route route, ConnectRequest request) {
        return Optional.ofNullable(TicketKey.claimed(request.credentials()))
                .map(claimed -> ticket(route, request, claimed));
    }

    private Outcome ticket(Route route, ConnectRequest request, String claimed) {
        Optional<String> unknown = revoked.unknown();
        return unknown.isPresent()
                ? outcome(route, "", new Decision.Unavailable(unknown.get()))
                : tickets.judge(route, request, claimed, link -> await(route, link, request.deadline()));
    }

    /** The tickets; {@code null} where there are none. */
    public @Nullable Tickets tickets() {
        return tickets.tickets();
    }

    /**
     * Asks one authenticator of a route, for an operator. It takes no place of a client that comes.
     *
     * @param name of the authenticator
     * @param request of the purpose {@code DRY_RUN}
     * @return with an abstention, if it abstains
     */
    public Outcome tried(Route route, String name, ConnectRequest request) {
        Optional<String> unknown = revoked.unknown();
        return unknown.isPresent()
                ? outcome(route, "", new Decision.Unavailable(unknown.get()))
                : ask(
                        route,
                        router.link(name),
                        request.deadline(),
                        authenticator -> authenticator.authenticate(request),
                        again(request),
                        null);
    }

    /** As {@link #authorize}, for an operator: it takes no place of a client that comes. */
    public Outcome tried(Route route, String name, StreamRequest request) {
        return authorize(route, name, request, again(request.connect()));
    }

    private Way door(ConnectRequest client) {
        return beside
                ? besides(client)
                : (bound, question, left) -> bound.ask(question, client.remoteAddress(), left, most, mayWait);
    }

    private static Way besides(ConnectRequest client) {
        return (bound, question, left) -> bound.askBeside(question, client.remoteAddress(), left);
    }

    private Way again(ConnectRequest client) {
        return beside
                ? besides(client)
                : (bound, question, left) -> bound.askAgain(question, client.remoteAddress(), left);
    }

    private Outcome chain(Route route, ConnectRequest request, Function<Authenticator, Decision> question, Way way) {
        String claimed = TicketKey.claimed(request.credentials());
        if (claimed != null) { // no authenticator's, and no authenticator sees it
            return ticket(route, request, claimed);
        }
        for (Route.Link link : route.chain(request.protocol())) {
            Outcome outcome = ask(route, link, request.deadline(), question, way, null);
            if (!(outcome.decision() instanceof Decision.Abstain)) {
                return outcome;
            }
        }
        return nobody(route, request);
    }

    /** The refusal of a client about which each authenticator abstained. */
    public static Outcome nobody(Route route, ConnectRequest request) {
        String asked = route.chain(request.protocol()).stream()
                .map(link -> "'" + link.name() + "'")
                .limit(MOST_SHOWN)
                .collect(Collectors.joining(", "));
        String came = came(request.credentials());
        return came.isEmpty()
                ? Outcome.deny(
                        Reason.NO_CREDENTIALS,
                        "the client sent no credentials that " + asked + " could check",
                        route.generation())
                : Outcome.deny(
                        Reason.ALL_ABSTAINED,
                        "the client sent " + came + "; " + asked + " did not accept this",
                        route.generation());
    }

    /** Which credentials there are; empty for none. */
    private static String came(Credentials credentials) {
        List<String> came = new ArrayList<>();
        credentials.username().ifPresent(some -> came.add("a user name"));
        credentials.password().ifPresent(some -> came.add("a password"));
        credentials.token().ifPresent(some -> came.add("a token"));
        return String.join(" and ", came);
    }

    /**
     * Asks the authenticator that let a client in, as long as it is the application's; else the client's grant decides, unless
     * that needs the authenticator. A question of the purpose {@code RECHECK} is about a client that is in already: it does not wait
     * behind clients that come, and its thread may be kept waiting.
     *
     * @param name of the authenticator that let the client in
     */
    public Outcome authorize(Route route, String name, StreamRequest request) {
        ConnectRequest connect = request.connect();
        Way way = connect.purpose() == Purpose.RECHECK ? again(connect) : door(connect);
        return authorize(route, name, request, way);
    }

    private Outcome authorize(Route route, String name, StreamRequest request, Way way) {
        Decision over = isOut(request)
                ? revoked.ofStream(request.path())
                : current(new Decision.Allow(request.grant()), clock.instant());
        if (over instanceof Decision.Deny) {
            return new Outcome(over, name, route.generation(), "");
        }
        // Whatever an authenticator makes of the rest: one that decides about streams itself may not look at what is
        // granted.
        if (Ticket.isTicket(request.grant()) || !request.grant().coversStream(request.path())) {
            Decision own = request.grant().decide(request, clock.instant());
            if (!(own instanceof Decision.Allow) || Ticket.isSettled(request.grant())) {
                return new Outcome(own, name, route.generation(), "");
            }
        }
        boolean routed = route.link(request.connect().protocol(), name).isPresent();
        if (!routed || !isThere(route, name, request.deadline())) {
            return new Outcome(byGrant(name, request), name, route.generation(), "");
        }
        Outcome outcome = ask(
                route,
                router.link(name),
                request.deadline(),
                authenticator -> authenticator.authorize(request),
                way,
                request.grant());
        return new Outcome(withoutAbstention(name, outcome.decision()), name, outcome.generation(), outcome.settings());
    }

    /**
     * What a client's grant says, where that is what {@link #authorize} would say: an authenticator that decides about each stream is
     * not asked.
     *
     * @param name of the authenticator that let the client in
     * @return {@link Decision.Abstain} where somebody would have to be asked
     */
    public Outcome unasked(Route route, String name, StreamRequest request) {
        if (isOut(request)) {
            return new Outcome(revoked.ofStream(request.path()), name, route.generation(), "");
        }
        boolean decides = route.link(request.connect().protocol(), name).isPresent()
                && router.link(name).bound().map(Bound::decidesOnStreams).orElse(false);
        boolean isSettled = Ticket.isSettled(request.grant());
        Decision decision = !isSettled && (decides || request.grant().keepsCredentials())
                ? new Decision.Abstain()
                : request.grant().decide(request, clock.instant());
        return new Outcome(decision, name, route.generation(), "");
    }

    /** Whether nobody may do what the request wants with its stream. A shared object is none. */
    private boolean isOut(StreamRequest request) {
        return request.action() != Action.SHARE && revoked.isOut(request.path());
    }

    /** Whether nobody may publish or play a stream, for clients who are asked nothing else. */
    public boolean isOut(StreamPath stream) {
        return revoked.isOut(stream);
    }

    /** The refusal of a stream that {@linkplain #isOut is out}. */
    public Decision.Deny ofStream(StreamPath stream) {
        return revoked.ofStream(stream);
    }

    /** Whether the authenticator is there, or comes back while clients wait for it. */
    private boolean isThere(Route route, String name, Instant deadline) {
        try {
            return await(route, router.link(name), deadline).bound().isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Route.Link await(Route route, Route.Link link, Instant deadline) throws InterruptedException {
        if (beside) {
            return router.link(link.name());
        }
        return mayWait ? holding.await(route, link, deadline) : link;
    }

    private static Decision byGrant(String name, StreamRequest request) {
        return request.grant().keepsCredentials()
                ? new Decision.Unavailable("authenticator '" + name
                        + "', which let the client in, is unregistered, or the application no longer uses it")
                : request.grant().decide(request);
    }

    /**
     * What an authenticator says in the end. Waits for it no longer than until the deadline.
     *
     * @param mayWait whether the thread may be kept waiting
     */
    public Outcome settled(Outcome outcome, Instant deadline, boolean mayWait) {
        if (!(outcome.decision() instanceof Decision.Allow allow)
                || allow.confirmation().isEmpty()) {
            return outcome;
        }
        CompletableFuture<Outcome> later = confirmation(outcome, deadline).toCompletableFuture();
        try {
            if (mayWait || later.isDone()) {
                return later.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.debug("Authenticator '{}' did not confirm.", outcome.authenticator(), e);
        }
        return new Outcome(
                unavailable("'" + outcome.authenticator() + "'", "did not confirm in time"),
                outcome.authenticator(),
                outcome.generation(),
                outcome.settings());
    }

    /**
     * What becomes of an allowance that is to be confirmed; what is not confirmed by the deadline is a refusal.
     *
     * @return never completes exceptionally; never completes for a decision that stands
     */
    public CompletionStage<Outcome> confirmation(Outcome outcome, Instant deadline) {
        if (!(outcome.decision() instanceof Decision.Allow allow)
                || allow.confirmation().isEmpty()) {
            return new CompletableFuture<>();
        }
        String name = outcome.authenticator();
        long millis = Math.max(0, left(deadline).toMillis());
        return future(allow.confirmation().get())
                .orTimeout(millis, TimeUnit.MILLISECONDS)
                .handle((late, thrown) -> {
                    if (thrown != null && !(thrown instanceof TimeoutException)) {
                        failed(name, thrown);
                    }
                    Decision decision = late == null
                            ? unavailable("'" + name + "'", "did not confirm")
                            : standing(current(late, clock.instant()), allow.grant());
                    return new Outcome(
                            withoutAbstention(name, decision), name, outcome.generation(), outcome.settings());
                });
    }

    /** A future of our own: whoever made the stage cannot make this fail. */
    private static CompletableFuture<Decision> future(CompletionStage<Decision> stage) {
        CompletableFuture<Decision> future = new CompletableFuture<>();
        try {
            stage.whenComplete((late, thrown) -> {
                if (thrown == null) {
                    future.complete(late);
                } else {
                    future.completeExceptionally(thrown);
                }
            });
        } catch (Throwable t) { // somebody else's code
            future.completeExceptionally(t);
        }
        return future;
    }

    private static Decision withoutAbstention(String name, Decision decision) {
        return decision instanceof Decision.Abstain
                ? new Decision.Deny(Reason.ALL_ABSTAINED, "'" + name + "' let the client in, but now abstains")
                : decision;
    }

    /** Tells the authenticator that let a client in of the end of a stream. */
    public void ended(String name, StreamRequest request) {
        if (Ticket.isSettled(request.grant())) { // it was not asked about this stream
            return;
        }
        router.link(name).bound().ifPresent(bound -> {
            try {
                bound.authenticator().ended(request);
            } catch (Throwable t) { // somebody else's code must not take a server thread with it
                failed(name, t);
            }
        });
    }

    /** @param held the grant of a client that is in: it was looked up when the client came, and whenever a revocation came since */
    private Outcome ask(
            Route route,
            Route.Link first,
            Instant deadline,
            Function<Authenticator, Decision> question,
            Way way,
            @Nullable Grant held) {
        Route.Link link = first;
        String name = link.name();
        try {
            while (true) {
                if (link.bound().isEmpty()) {
                    link = await(route, link, deadline);
                }
                if (link.bound().isEmpty()) {
                    return outcome(route, name, new Decision.Unavailable(router.missing(route, name)));
                }
                Bound asked = link.bound().get();
                String before = asked.settings();
                String configured = asked.configured();
                try {
                    Decision believed =
                            believed(asked.shown(), way.ask(asked, question, () -> left(deadline)), deadline);
                    Decision decision = held == null
                            ? standing(onBasis(believed, name, configured), null)
                            : standing(believed, held);
                    return new Outcome(decision, name, route.generation(), between(before, asked.settings()));
                } catch (ExecutionException | RejectedExecutionException thrown) {
                    // A service that has been replaced meanwhile, or is going, is not believed: its successor is asked.
                    link = router.link(name);
                    if (link.bound().filter(asked::equals).isPresent()) {
                        Throwable cause = thrown instanceof ExecutionException && thrown.getCause() != null
                                ? thrown.getCause()
                                : thrown;
                        failed(name, cause);
                        return outcome(
                                route,
                                name,
                                unavailable(
                                        asked.shown(),
                                        "failed with " + cause.getClass().getName()));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return outcome(
                    route, name, unavailable("'" + name + "'", "the server interrupted the wait for its answer"));
        }
    }

    private static Outcome outcome(Route route, String name, Decision decision) {
        return new Outcome(decision, name, route.generation(), "");
    }

    private static String between(String before, String after) {
        return before.equals(after) ? before : before + "-" + after;
    }

    /** @param who the authenticator, as it is shown */
    private Decision believed(String who, @Nullable Decision decision, Instant deadline) {
        if (decision == null) {
            return unavailable(who, "returned null");
        }
        if (decision instanceof Decision.Unavailable unavailable) {
            return unavailable(who, unavailable.detail());
        }
        Instant now = clock.instant();
        return now.isAfter(deadline) ? unavailable(who, "answered too late") : current(decision, now);
    }

    /** An allowance that has ended is none. */
    private static Decision current(Decision decision, Instant now) {
        Optional<Instant> end =
                decision instanceof Decision.Allow allow ? allow.grant().endsAt() : Optional.empty();
        return end.isPresent() && !now.isBefore(end.get())
                ? new Decision.Deny(Reason.GRANT_EXPIRED, "since " + end.get())
                : decision;
    }

    /**
     * An allowance for somebody who is out is none.
     *
     * @param held a grant that was looked up already; {@code null} for none
     */
    private Decision standing(Decision decision, @Nullable Grant held) {
        if (!(decision instanceof Decision.Allow allow) || allow.grant() == held) {
            return decision;
        }
        Decision refusal = revoked.refusal(allow.grant());
        return refusal == null ? decision : refusal;
    }

    /** An allowance by an authenticator that is configured as it was when what it let in was taken back is none. */
    private Decision onBasis(Decision decision, String name, String configured) {
        return decision instanceof Decision.Allow allow && revoked.isBasis(name, configured)
                ? revoked.ofBasis(name, configured, allow.grant())
                : decision;
    }

    private Duration left(Instant deadline) {
        return Duration.between(clock.instant(), deadline);
    }

    private static Decision unavailable(String who, String what) {
        return new Decision.Unavailable("authenticator " + who + ": " + what);
    }

    private void failed(String name, Throwable t) {
        if (failures.add(name + " " + t.getClass().getName())) {
            LOG.error(
                    "Authenticator '{}' failed; {}. Further failures of this kind are not logged.",
                    name,
                    beside
                            ? "it was only asked beside those who decide, and nobody was refused"
                            : "the client was refused",
                    Redacted.of(t));
        }
    }
}
