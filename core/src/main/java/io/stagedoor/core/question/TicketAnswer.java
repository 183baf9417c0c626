package io.stagedoor.core.question;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What came of an order of a ticket. Immutable. */
public final class TicketAnswer {

    private final Decision decision;
    private final Optional<Made> made;

    private record Made(TicketKey.Made text, Ticket ticket) {}

    private TicketAnswer(Decision decision, Optional<Made> made) {
        this.decision = decision;
        this.made = made;
    }

    static TicketAnswer refused(Decision decision) {
        return new TicketAnswer(decision, Optional.empty());
    }

    static TicketAnswer made(Decision decision, TicketKey.Made text, Ticket ticket) {
        return new TicketAnswer(decision, Optional.of(new Made(text, ticket)));
    }

    /** Whether there is one, or why not. */
    public Decision decision() {
        return decision;
    }

    /** The ticket, for whoever has ordered it and for nobody else; empty for a refusal. */
    public Optional<Secret> text() {
        return made.map(one -> one.text().text());
    }

    /**
     * What to say of it: {@code ticket}, {@code id}, {@code action}, {@code stream} (empty for any), {@code ticketUse} ({@code client} or {@code once}), {@code
     * expires} (ISO 8601) and {@code expiresIn} (seconds). Empty for a refusal. Has the ticket.
     *
     * @param now the time
     */
    public Map<String, Object> fields(Instant now) {
        Map<String, Object> fields = new LinkedHashMap<>();
        made.ifPresent(one -> {
            fields.put("ticket", one.text().text().reveal());
            fields.put("id", one.text().key().id());
            fields.putAll(of(one.ticket()));
            fields.put("expiresIn", Math.max(0, (one.ticket().end().toEpochMilli() - now.toEpochMilli()) / 1000));
        });
        return fields;
    }

    /** What anybody may know of a ticket. */
    public static Map<String, Object> of(Ticket ticket) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("app", ticket.application());
        fields.put("action", ticket.grant().actions().contains(Action.PUBLISH) ? "publish" : "play");
        fields.put("stream", ticket.grant().stream().orElse(""));
        fields.put("ticketUse", ticket.grant().use().orElseThrow().times() == TokenUse.Times.ONCE ? "once" : "client");
        fields.put("expires", ticket.end().toString());
        return fields;
    }

    /** Shows nothing of the ticket. */
    @Override
    public String toString() {
        return "TicketAnswer[" + (made.isPresent() ? "made" : decision) + "]";
    }
}
