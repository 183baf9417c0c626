package io.stagedoor.core.routing;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.settings.TicketSettings;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.core.ticket.Tickets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges tickets: no authenticator sees one, but the one that has granted what a ticket stands for says whether that still stands. Thread-safe. */
final class TicketJudge {

    private final Router router;
    private final @Nullable Tickets tickets;
    private final Revoked revoked;
    private final Clock clock;

    /** @param tickets {@code null} where there are none */
    TicketJudge(Router router, @Nullable Tickets tickets, Revoked revoked, Clock clock) {
        this.router = router;
        this.tickets = tickets;
        this.revoked = revoked;
        this.clock = clock;
    }

    /** The tickets; {@code null} where there are none. */
    @Nullable
    Tickets tickets() {
        return tickets;
    }

    /** Finds an authenticator that may be away for a moment. */
    @FunctionalInterface
    interface Waiting {
        Route.Link await(Route.Link link) throws InterruptedException;
    }

    /**
     * Judges what a client shows as a ticket.
     *
     * @param claimed as of {@link TicketKey#claimed}
     */
    Outcome judge(Route route, ConnectRequest request, String claimed, Waiting waiting) {
        if (request.purpose() == Purpose.TICKET) {
            return deny(route, Reason.BAD_CREDENTIALS, "a ticket makes no tickets; show the token that it was made of");
        }
        Optional<TicketKey> key = TicketKey.of(claimed);
        if (key.isEmpty()) {
            return deny(route, Reason.UNKNOWN_TICKET, "a ticket has 22 characters behind " + TicketKey.PREFIX);
        }
        request.held("form of the ticket");
        return judge(route, request, key.get(), waiting);
    }

    private Outcome judge(Route route, ConnectRequest request, TicketKey key, Waiting waiting) {
        if (!isAllowed(route)) {
            return deny(route, Reason.UNKNOWN_TICKET, TicketSettings.TICKETS + "=false");
        }
        Optional<String> unknown = tickets == null ? Optional.of("there are none here") : tickets.unknown();
        if (tickets == null || unknown.isPresent()) {
            return outcome(route, "", new Decision.Unavailable(unknown.orElseThrow()));
        }
        Ticket ticket = tickets.find(key);
        if (ticket == null) {
            return deny(route, Reason.UNKNOWN_TICKET, "no such ticket; it has ended, was taken back, or never was one");
        }
        request.held("ticket");
        Grant grant = ticket.grant();
        if (!ticket.application().equals(request.path().application())) {
            return refused(route, ticket, Reason.WRONG_AUDIENCE, "the ticket is of another application");
        }
        Instant now = clock.instant();
        if (ticket.isOver(now)) {
            return refused(route, ticket, Reason.EXPIRED, "the ticket ended at " + ticket.end());
        }
        request.held("end of the ticket");
        Decision decision = standing(route, request, ticket, key, waiting);
        if (decision instanceof Decision.Allow) {
            decision = grant.decide(request);
        }
        return new Outcome(
                decision instanceof Decision.Deny deny ? named(deny, grant) : decision,
                ticket.authenticator(),
                route.generation(),
                "");
    }

    /** Whether tickets are made and accepted. */
    static boolean isAllowed(Route route) {
        return route.settings().map(settings -> settings.tickets().allowed()).orElse(false);
    }

    /** Whether what a ticket stands for would still be granted: an allowance if so. */
    private Decision standing(Route route, ConnectRequest request, Ticket ticket, TicketKey key, Waiting waiting) {
        String name = ticket.authenticator();
        Grant grant = ticket.grant();
        Optional<Route.Link> asked = route.link(request.protocol(), name);
        if (asked.isEmpty()) {
            return changed(
                    ticket, "the application does not ask '" + name + "' about clients of " + request.protocol());
        }
        Route.Link link;
        try {
            link = waiting.await(router.link(name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Decision.Unavailable("the server interrupted the wait for '" + name + "'");
        }
        if (link.bound().isEmpty()) {
            return link.gone().map(Gone::isRemoved).orElse(false)
                    ? changed(ticket, "the configuration of '" + name + "' was removed")
                    : new Decision.Unavailable(router.missing(route, name));
        }
        Bound bound = link.bound().get();
        Optional<Boolean> stands = stands(bound, ticket);
        if (stands.isEmpty()) {
            return new Decision.Unavailable("authenticator " + bound.shown()
                    + " cannot tell at this moment whether what the ticket rests on still stands");
        }
        if (!stands.get()) {
            return changed(
                    ticket, "'" + name + "' is configured otherwise, or has other keys, than when the ticket was made");
        }
        request.held("what the ticket rests on");
        Decision out = refusal(ticket, key, bound.configured());
        return out == null ? new Decision.Allow(grant) : out;
    }

    private static Optional<Boolean> stands(Bound bound, Ticket ticket) {
        if (!ticket.basis().isEmpty()) {
            return bound.stands(ticket.basis());
        }
        if (ticket.configured().isEmpty()) {
            return Optional.of(true);
        }
        return bound.isLookedAt() ? Optional.of(bound.configured().equals(ticket.configured())) : Optional.empty();
    }

    private Decision.@Nullable Deny refusal(Ticket ticket, TicketKey key, String configured) {
        Grant grant = ticket.grant();
        Decision.Deny out = revoked.refusal(grant);
        if (out != null) {
            return out;
        }
        if (revoked.isTokenOut(key.use())) {
            return revoked.ofTicket(key.use(), grant);
        }
        if (!revoked.hasBases()) {
            return null;
        }
        String name = ticket.authenticator();
        return Stream.of(configured, ticket.configured())
                .filter(text -> !text.isEmpty() && revoked.isBasis(name, text))
                .findFirst()
                .map(text -> revoked.ofBasis(name, text, grant))
                .orElse(null);
    }

    /**
     * Judges a client again that is in by a ticket. It is in already: that the ticket has ended since is no reason, as it is none for a token.
     *
     * @param request of the purpose {@code RECHECK}
     * @param held what the client holds
     * @param authenticator that has granted it
     * @param before what its session rests on
     */
    Outcome again(
            Route route, ConnectRequest request, Grant held, String authenticator, String before, Waiting waiting) {
        TicketKey key = TicketKey.ofUse(held.use().orElseThrow().id()).orElseThrow();
        Outcome outcome = judge(route, request, key, waiting);
        boolean isOver = outcome.decision() instanceof Decision.Deny deny
                && (deny.reason() == Reason.UNKNOWN_TICKET || deny.reason() == Reason.EXPIRED)
                && isAllowed(route);
        if (!isOver) {
            return outcome;
        }
        Decision.Deny out = revoked.refusal(held);
        if (out == null && revoked.isTokenOut(key.use())) {
            out = revoked.ofTicket(key.use(), held);
        }
        if (out == null && Basis.isChange(before, Basis.of(route, request.protocol()), authenticator)) {
            out = named(
                    new Decision.Deny(
                            Reason.BASIS_CHANGED,
                            "the ticket has ended, and '" + authenticator + "' has changed since"),
                    held);
        }
        return outcome(route, authenticator, out == null ? held.decide(request) : out);
    }

    private static Decision changed(Ticket ticket, String why) {
        return named(new Decision.Deny(Reason.BASIS_CHANGED, why), ticket.grant());
    }

    private static Decision.Deny named(Decision.Deny deny, Grant grant) {
        return grant.isProven() ? deny.withSubject(grant.subject()) : deny.withClaimed(grant.subject());
    }

    private static Outcome refused(Route route, Ticket ticket, Reason reason, String detail) {
        return outcome(route, "", named(new Decision.Deny(reason, detail), ticket.grant()));
    }

    private static Outcome deny(Route route, Reason reason, String detail) {
        return Outcome.deny(reason, detail, route.generation());
    }

    private static Outcome outcome(Route route, String authenticator, Decision decision) {
        return new Outcome(decision, authenticator, route.generation(), "");
    }
}
