package io.stagedoor.red5.bridge.http;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.red5.hook.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Asks the authenticators about a request over HTTP: who it is from, and whether he may. */
final class Asking {

    /** For telling requests apart in the logs of authenticators. */
    private static final AtomicLong COUNT = new AtomicLong();

    private final Dispatcher dispatcher;
    private final Clock clock;
    private final ServerThreads threads;
    /** How many requests wait to be confirmed, by the authenticator that is to. */
    private final Map<String, AtomicInteger> unconfirmed = new ConcurrentHashMap<>();

    Asking(Dispatcher dispatcher, Clock clock, ServerThreads threads) {
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * What came of it.
     *
     * @param outcome the decision
     * @param grant what the client holds that may connect, though what it wants may be refused yet
     */
    record Result(Outcome outcome, Optional<Grant> grant) {
        private static Result refused(Outcome outcome) {
            return new Result(outcome, Optional.empty());
        }

        private static Result refused(Carried carried, Route route) {
            return refused(Outcome.deny(carried.refusal().orElseThrow(), carried.flaw(), route.generation()));
        }

        boolean allowed() {
            return outcome.allowed();
        }
    }

    /** An id that no other request has: what begins with a player's id belongs to that player. */
    static String request(String player) {
        return player + "-" + COUNT.incrementAndGet();
    }

    /**
     * Asks who a request is from, and whether it may connect.
     *
     * @param id of the request
     */
    Result connect(String id, HttpRequest request, Protocol protocol, StreamPath path, Carried carried, Route route) {
        if (carried.refusal().isPresent()) {
            return Result.refused(carried, route);
        }
        ConnectRequest connect = connection(id, request, protocol, path, carried, deadline(route));
        return connected(dispatcher.authenticate(route, connect), connect);
    }

    private Result connected(Outcome answer, ConnectRequest connect) {
        Outcome outcome = confirmed(answer, connect.deadline());
        return outcome.decision() instanceof Decision.Allow allow
                ? new Result(outcome, Optional.of(allow.grant()))
                : Result.refused(outcome);
    }

    /**
     * Asks who a request is from, and whether it may do what it wants.
     *
     * @param player the id of the player
     */
    Result stream(String player, HttpRequest request, Wish wish, Carried carried, Route route) {
        if (carried.refusal().isPresent()) {
            return Result.refused(carried, route);
        }
        StreamPath path = wish.stream().orElseThrow();
        ApplicationSettings settings = route.settings().orElseThrow();
        if (wish.action() == Action.PUBLISH && !settings.publishModes().contains(wish.mode())) {
            return Result.refused(Outcome.deny(
                    Reason.MODE_NOT_ALLOWED, "publishModes does not list " + wish.mode(), route.generation()));
        }
        ConnectRequest connect = connection(request(player), request, wish.protocol(), path, carried, deadline(route));
        return stream(
                connected(dispatcher.authenticate(route, connect), connect),
                connect,
                wish.action(),
                wish.mode(),
                route);
    }

    /** Asks once more about what was let through, by what is kept of it. */
    Result again(UnderWay underWay, Route route) {
        ConnectRequest connect = underWay.connect(request(underWay.player()), deadline(route));
        Result connected = connected(dispatcher.reconsider(route, connect), connect);
        return stream(connected, connect, underWay.action(), underWay.mode(), route);
    }

    private Result stream(Result connected, ConnectRequest connect, Action action, String mode, Route route) {
        if (!connected.allowed()) {
            return connected;
        }
        Grant grant = connected.grant().orElseThrow();
        StreamRequest wanted = new StreamRequest(
                grant.keepsCredentials() ? connect : connect.with(Credentials.NONE),
                grant,
                action,
                connect.path(),
                mode,
                connect.deadline());
        Outcome outcome =
                confirmed(dispatcher.authorize(route, connected.outcome().authenticator(), wanted), connect.deadline());
        return new Result(
                outcome,
                Optional.of(outcome.decision() instanceof Decision.Allow allow ? known(grant, allow.grant()) : grant));
    }

    /** What the client holds, and who it is if a later answer proves that. */
    private static Grant known(Grant held, Grant answered) {
        return answered.isProven() ? held.proven() : held;
    }

    private static ConnectRequest connection(
            String id, HttpRequest request, Protocol protocol, StreamPath path, Carried carried, Instant deadline) {
        return new ConnectRequest(
                id,
                protocol,
                path,
                carried.credentials(),
                request.remoteAddress(),
                String.join(", ", request.headers("User-Agent")),
                carried.others(),
                deadline);
    }

    /** Waits for what is said later: what has been sent over HTTP cannot be taken back. */
    private Outcome confirmed(Outcome outcome, Instant deadline) {
        if (!(outcome.decision() instanceof Decision.Allow allow)
                || allow.confirmation().isEmpty()) {
            return outcome;
        }
        AtomicInteger waiting = unconfirmed.computeIfAbsent(outcome.authenticator(), name -> new AtomicInteger());
        try {
            return waiting.incrementAndGet() > threads.share()
                    ? unavailable(outcome)
                    : confirmed(outcome, allow.grant(), deadline);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private Outcome confirmed(Outcome outcome, Grant grant, Instant deadline) {
        try {
            Outcome late = dispatcher
                    .confirmation(outcome, deadline)
                    .toCompletableFuture()
                    .get();
            return late.decision() instanceof Decision.Allow allow
                    ? new Outcome(
                            new Decision.Allow(known(grant, allow.grant())),
                            late.authenticator(),
                            late.generation(),
                            late.settings())
                    : late;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable(outcome);
        } catch (ExecutionException e) {
            return unavailable(outcome);
        }
    }

    private static Outcome unavailable(Outcome outcome) {
        return new Outcome(
                new Decision.Unavailable("authenticator '" + outcome.authenticator() + "': did not confirm in time"),
                outcome.authenticator(),
                outcome.generation(),
                outcome.settings());
    }

    private Instant deadline(Route route) {
        return clock.instant().plus(route.settings().orElseThrow().decisionTimeout());
    }
}
