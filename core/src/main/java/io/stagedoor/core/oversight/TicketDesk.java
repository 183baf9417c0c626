package io.stagedoor.core.oversight;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Purpose;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.question.Inquiries;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.question.TicketAnswer;
import io.stagedoor.core.question.TicketOrder;
import io.stagedoor.core.revocation.Revocation;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.shared.SharedStateException;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.core.ticket.Tickets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes tickets for an operator or a backend, says which there are, and takes them back. Waits for the store. Thread-safe. */
@Component(service = TicketDesk.class)
public final class TicketDesk {

    /** What an order names beside the names of {@link TicketOrder}: the application, and the token that is judged. */
    public static final String APPLICATION = "app";

    public static final String TOKEN = "token";

    /** Of an answer: why there is no ticket. */
    public static final String REFUSED = "refused";

    /** All names of an order. */
    public static final Set<String> ORDER = Stream.concat(TicketOrder.NAMES.stream(), Stream.of(APPLICATION, TOKEN))
            .collect(Collectors.toUnmodifiableSet());

    private static final String ACTION = "ticket";
    private static final String TAKE_BACK = "unticket";
    private static final int SHOWN_ID = 12;
    /** So many may wait for one authenticator: orders are few. */
    private static final int SHARE = 4;

    /** Nobody who looks later is kept out by it: the ticket has ended then. */
    private static final Duration LONGER = Duration.ofMinutes(1);

    private final Admissions admissions;
    private final Tickets tickets;
    private final Revocations revocations;
    private final Audit audit;
    private final Clock clock;
    private final Inquiries inquiries;

    /** Of the parts of the core. */
    @Activate
    public TicketDesk(
            @Reference Admissions admissions,
            @Reference Tickets tickets,
            @Reference Revocations revocations,
            @Reference Audit audit) {
        this(admissions, tickets, revocations, audit, Clock.systemUTC());
    }

    /** @param clock what times are measured by */
    public TicketDesk(Admissions admissions, Tickets tickets, Revocations revocations, Audit audit, Clock clock) {
        this.admissions = admissions;
        this.tickets = tickets;
        this.revocations = revocations;
        this.audit = audit;
        this.clock = clock;
        this.inquiries = admissions.inquiries(() -> SHARE);
    }

    /**
     * Makes a ticket: the token is judged as that of a client.
     *
     * @param named by the names of {@link #ORDER}
     * @return as {@link TicketAnswer#fields} has it: with the ticket; or {@value #REFUSED}, with the reason and what the log says of it
     * @throws IllegalArgumentException for an order that is none: a sentence without any value
     */
    public Map<String, Object> make(Map<String, String> named) {
        String application = named.getOrDefault(APPLICATION, "");
        if (application.isEmpty()) {
            throw new IllegalArgumentException(APPLICATION + ": is missing");
        }
        TicketOrder order = TicketOrder.of(application, named);
        Door door = admissions.door(application);
        boolean isAllowed = door.settings()
                .map(settings -> settings.tickets().allowed() && settings.asks(order.protocol()))
                .orElse(false);
        if (!isAllowed) {
            throw new IllegalArgumentException(
                    "the application makes no tickets for this protocol: it is not configured, has"
                            + " tickets=false, or asks nobody about clients of the protocol");
        }
        Inquiry inquiry = inquiries
                .begin(ACTION, order.protocol(), "", door)
                .at(order.stream().orElse(order.place()));
        Optional<Decision> closed = inquiry.refusal();
        if (closed.isPresent()) {
            return refused(closed.get());
        }
        Credentials shown = Credentials.of(null, null, named.get(TOKEN));
        ConnectRequest connect = ConnectRequest.builder(ACTION, order.protocol(), order.place(), inquiry.deadline())
                .credentials(shown)
                .purpose(Purpose.TICKET)
                .build();
        TicketAnswer answer = inquiry.shows(shown).ticket(new Reading(connect, "", null, "", shown), order);
        return answer.text().isPresent() ? answer.fields(clock.instant()) : refused(answer.decision());
    }

    private static Map<String, Object> refused(Decision decision) {
        String why = decision instanceof Decision.Deny deny
                ? deny.reason() + (deny.detail().isEmpty() ? "" : ", " + deny.detail())
                : decision instanceof Decision.Unavailable unavailable ? "UNAVAILABLE, " + unavailable.detail() : "";
        return Map.of(REFUSED, AuditEvent.written(why));
    }

    /**
     * The tickets that there are.
     *
     * @param limit how many are described at most, the newest first
     * @return {@code matched}, {@code limit}, and {@code tickets}: objects with {@code id}, {@code app}, {@code action}, {@code stream}, {@code ticketUse}, {@code
     *     expires}, {@code sub}, {@code authenticator} and {@code since}
     * @throws SharedStateException if they have not been read yet
     */
    public Map<String, Object> list(int limit) throws SharedStateException {
        if (tickets.unknown().isPresent()) {
            throw new SharedStateException(tickets.unknown().get());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("matched", tickets.size());
        answer.put("limit", Tickets.MOST);
        answer.put(
                "tickets",
                tickets.newest(limit).stream().map(TicketDesk::fields).toList());
        return answer;
    }

    private static Map<String, Object> fields(Tickets.Known known) {
        Ticket ticket = known.ticket();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", known.id());
        fields.putAll(TicketAnswer.of(ticket));
        fields.put("sub", AuditEvent.written(ticket.grant().subject()));
        fields.put("authenticator", ticket.authenticator());
        fields.put("since", ticket.since().toString());
        return fields;
    }

    /**
     * Takes a ticket back: whoever is in by it is cut.
     *
     * @param id or its beginning, of 8 characters or more
     * @param by the way by which the order came
     * @param claimed the name that the sender of the order gives
     * @return {@code removed}: its id, empty if there is none; and {@code ended}: how many were ended, by {@link Session#kind}
     * @throws IllegalArgumentException if several begin so: a sentence
     * @throws SharedStateException if it could not be taken back
     */
    public Map<String, Object> takeBack(String id, String by, String claimed) throws SharedStateException {
        List<Tickets.Known> found = tickets.beginning(id);
        if (found.size() > 1) {
            throw new IllegalArgumentException("several tickets have an id that begins so; write more of it");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        if (found.isEmpty()) {
            answer.put("removed", "");
            answer.put("ended", Map.of());
            return answer;
        }
        Tickets.Known known = found.get(0);
        TicketKey key = known.key();
        Map<String, Long> before = admissions.endedRevoked();
        // First: a client that comes in meanwhile is cut by it.
        Revoker.waitFor(revocations.add(
                Revocation.token(key.use()).until(known.ticket().end().plus(LONGER)), claimed));
        Map<String, Long> ended = Revoker.endedSince(admissions, before);
        Revoker.waitFor(tickets.remove(key));
        audit.log(AuditEvent.act(
                clock.instant(),
                TAKE_BACK,
                by,
                claimed,
                EndReason.REVOKED.name(),
                "ticket " + known.id().substring(0, SHOWN_ID) + " of '"
                        + known.ticket().grant().subject() + "': " + Oversight.counted(ended),
                0));
        answer.put("removed", known.id());
        answer.put("ended", ended);
        return answer;
    }
}
