package io.stagedoor.core.question;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.core.ticket.Tickets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes tickets: whoever asks for one is judged as a client would be, and gets what that client would be granted, and no more. Thread-safe. */
public final class TicketOffice {

    /** So many at once wait for the store: threads of the server that a slow disk holds. */
    private static final int AT_ONCE = 8;

    private static final long LONGEST_SECONDS = 5;
    private static final String LIVE = "live";

    private final @Nullable Tickets tickets;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param tickets {@code null} where there are none */
    public TicketOffice(@Nullable Tickets tickets, Clock clock) {
        this.tickets = tickets;
        this.clock = clock;
    }

    /**
     * What came of an order.
     *
     * @param outcome an allowance if there is a ticket
     * @param grant what the sender holds; empty for one who may not even connect
     * @param made the ticket; {@code null} for a refusal
     */
    record Result(
            Outcome outcome,
            Optional<Grant> grant,
            TicketKey.@Nullable Made made,
            @Nullable Ticket ticket) {}

    /**
     * Makes one. Waits for authenticators, and then for the store, for some seconds.
     *
     * @param reading of the sender, of the purpose {@code TICKET}, at the {@linkplain TicketOrder#place place} of the order
     */
    Result make(Requests requests, Reading reading, TicketOrder order, Route route) {
        ApplicationSettings settings = route.settings().orElseThrow();
        ConnectRequest request = reading.request();
        // Before anybody is asked: what changes meanwhile is a change for this ticket.
        String basis = Basis.of(route, order.protocol());
        if (request == null) {
            return refused(Answer.refused(reading, route));
        }
        Answer connected = requests.connect(reading, route);
        if (!connected.allowed() || !(connected.decision() instanceof Decision.Allow parent)) {
            return refused(connected);
        }
        Answer may = may(requests, connected, request, order, route);
        if (!may.allowed()) {
            return refused(may);
        }
        Grant grant = may.grant().orElseThrow();
        Outcome outcome = may.outcome();
        Stream<Optional<String>> causes = Stream.of(parent.failOpen(), failOpen(outcome.decision()));
        if (causes.anyMatch(Optional::isPresent)) {
            return refused(
                    outcome,
                    grant,
                    new Decision.Unavailable(
                            "nobody can tell whether the token is good, and no ticket is made of that"));
        }
        if (connected.grant().flatMap(Grant::use).isPresent() || grant.use().isPresent()) {
            return refused(
                    outcome,
                    grant,
                    new Decision.Deny(
                            Reason.TOKEN_USED,
                            "the use of the token is limited (tokenUse), and each ticket would be one more; show a token without that"));
        }
        if (grant.keepsCredentials() && order.stream().isEmpty()) {
            return refused(
                    outcome,
                    grant,
                    new Decision.Deny(
                            Reason.BAD_PATH,
                            "'" + outcome.authenticator()
                                    + "' decides about each stream by the token itself; name the stream"));
        }
        Instant now = clock.instant();
        Optional<Instant> asked = order.longest().map(now::plus);
        Instant end = Stream.of(parent.standing().map(Decision.Standing::end), grant.endsAt(), grant.expiresAt())
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElseGet(() -> now.plus(settings.tickets().longest()));
        end = asked.filter(end::isAfter).orElse(end).truncatedTo(ChronoUnit.MILLIS);
        if (!end.isAfter(now.plusMillis(1))) {
            return refused(outcome, grant, new Decision.Deny(Reason.EXPIRED, "a ticket would end at once"));
        }
        TicketKey.Made made = TicketKey.random();
        Ticket ticket = new Ticket(
                request.path().application(),
                connected.outcome().authenticator(),
                Basis.configured(basis, connected.outcome().authenticator()).orElse(""),
                parent.standing().map(Decision.Standing::basis).orElse(""),
                narrowed(grant, order, made.key(), asked),
                end,
                now.truncatedTo(ChronoUnit.MILLIS));
        return keep(ticket, made, outcome, grant);
    }

    private static Optional<String> failOpen(Decision decision) {
        return decision instanceof Decision.Allow allow ? allow.failOpen() : Optional.empty();
    }

    private static Answer may(
            Requests requests, Answer connected, ConnectRequest request, TicketOrder order, Route route) {
        if (order.stream().isPresent()) {
            String mode = order.action() == Action.PUBLISH ? LIVE : "";
            return requests.stream(
                    connected, request, order.action(), order.stream().get(), mode, route);
        }
        Grant grant = connected.grant().orElseThrow();
        return grant.actions().contains(order.action())
                ? Requests.entering(connected, request, order.place())
                : Answer.refused(Outcome.deny(
                        Reason.ROLE_NOT_ALLOWED, "the grant allows only " + grant.actions(), route.generation()));
    }

    /** What was granted, without what was not asked for. */
    private static Grant narrowed(Grant grant, TicketOrder order, TicketKey key, Optional<Instant> asked) {
        Grant.Builder narrowed = grant.toBuilder()
                .actions(Set.of(order.action()))
                .use(order.once() ? TokenUse.once(key.use()) : TokenUse.oneClient(key.use()));
        boolean isRoomed = order.stream().isPresent() || !order.place().room().isEmpty();
        if (isRoomed) {
            narrowed.rooms(Set.of(order.target().room()));
        }
        order.name().ifPresent(narrowed::stream);
        Grant made = narrowed.build().recheckedAfter(Optional.empty());
        // What cuts its holder cuts this one no later; what does not is no reason to cut this one.
        return made.endsAt().isPresent() ? made.endingBy(asked) : made;
    }

    private Result keep(Ticket ticket, TicketKey.Made made, Outcome outcome, Grant grant) {
        if (tickets == null || !places.tryAcquire()) {
            return refused(outcome, grant, new Decision.Unavailable("too many tickets are being made; try again"));
        }
        try {
            tickets.add(made.key(), ticket).toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
            return new Result(outcome, Optional.of(ticket.grant()), made, ticket);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return refused(
                    outcome,
                    grant,
                    cause instanceof Tickets.FullException
                            ? new Decision.Deny(Reason.TOO_MANY_TICKETS, Redacted.message(cause))
                            : new Decision.Unavailable(Redacted.message(cause)));
        } catch (TimeoutException e) {
            return refused(outcome, grant, new Decision.Unavailable("the store takes too long to keep the ticket"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(outcome, grant, new Decision.Unavailable("the server is stopping"));
        } finally {
            places.release();
        }
    }

    private static Result refused(Answer answer) {
        return new Result(answer.outcome(), answer.grant(), null, null);
    }

    private static Result refused(Outcome outcome, Grant grant, Decision decision) {
        return new Result(
                new Outcome(decision, outcome.authenticator(), outcome.generation(), outcome.settings()),
                Optional.of(grant),
                null,
                null);
    }
}
