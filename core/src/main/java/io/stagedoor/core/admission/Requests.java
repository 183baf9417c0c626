package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Asks about requests that get one answer and belong to no connection, such as HTTP requests: who sent one, and whether the sender may do it.
 * It waits for later confirmations, because the front end cannot take an answer back. Thread-safe.
 */
public final class Requests {

    private final Dispatcher dispatcher;
    private final Clock clock;
    private final IntSupplier share;
    /** How many requests wait to be confirmed, by the authenticator that is to. */
    private final Map<String, AtomicInteger> unconfirmed = new ConcurrentHashMap<>();

    /** @param share how many callers may wait for one authenticator to confirm */
    Requests(Dispatcher dispatcher, Clock clock, IntSupplier share) {
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.share = share;
    }

    /**
     * What came of it.
     *
     * @param outcome the decision
     * @param grant what the client holds that may connect, though what it wants may be refused yet
     */
    public record Answer(Outcome outcome, Optional<Grant> grant) {

        private static Answer refused(Outcome outcome) {
            return new Answer(outcome, Optional.empty());
        }

        private static Answer refused(Reading reading, Route route) {
            return refused(Outcome.deny(reading.refusal(), reading.detail(), route.generation()));
        }

        /** Whether the client may. */
        public boolean allowed() {
            return outcome.allowed();
        }
    }

    /** When a decision has to be there that begins now. */
    public Instant deadline(Route route) {
        return clock.instant().plus(route.settings().orElseThrow().decisionTimeout());
    }

    /** Asks who a request is from, and whether that client may connect. */
    public Answer connect(Reading reading, Route route) {
        return reading.request() == null
                ? Answer.refused(reading, route)
                : connected(dispatcher.authenticate(route, reading.request()), reading.request());
    }

    /** What came of a connect, once it is confirmed. */
    Answer connected(Outcome answer, ConnectRequest connect) {
        Outcome outcome = confirmed(answer, connect.deadline());
        return outcome.decision() instanceof Decision.Allow allow
                ? new Answer(outcome, Optional.of(allow.grant()))
                : Answer.refused(outcome);
    }

    /**
     * Asks who a request is from, and whether that client may do what it wants with the stream that the request names.
     *
     * @param mode as of {@link StreamRequest}
     */
    public Answer stream(Reading reading, Action action, String mode, Route route) {
        if (reading.request() == null) {
            return Answer.refused(reading, route);
        }
        Optional<Outcome> refusal =
                Admitting.refusedMode(route.settings().orElseThrow(), action, mode, route.generation());
        return refusal.isPresent()
                ? Answer.refused(refusal.get())
                : stream(connect(reading, route), reading.request(), action, mode, route);
    }

    /** Asks whether a client may do something that may connect, or may not. */
    Answer stream(Answer connected, ConnectRequest connect, Action action, String mode, Route route) {
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
        return new Answer(
                outcome,
                Optional.of(outcome.decision() instanceof Decision.Allow allow ? known(grant, allow.grant()) : grant));
    }

    /** What the client holds, and who it is if a later answer proves that. */
    private static Grant known(Grant held, Grant answered) {
        return answered.isProven() ? held.proven() : held;
    }

    /** Waits for what is said later: what has been sent cannot be taken back. */
    private Outcome confirmed(Outcome outcome, Instant deadline) {
        if (!(outcome.decision() instanceof Decision.Allow allow)
                || allow.confirmation().isEmpty()) {
            return outcome;
        }
        AtomicInteger waiting = unconfirmed.computeIfAbsent(outcome.authenticator(), name -> new AtomicInteger());
        try {
            return waiting.incrementAndGet() > share.getAsInt()
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
}
