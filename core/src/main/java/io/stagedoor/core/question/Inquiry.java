package io.stagedoor.core.question;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.start.Start;
import io.stagedoor.core.start.Starting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request, from its arrival to its line in the audit log: what it wants, who sent it, and what came of it. For one thread. */
public final class Inquiry {

    /** For how long a player counts as one that plays, if it asks for nothing more: three times ten seconds, the longest part that is usual. */
    public static final Duration HOLDS = Duration.ofSeconds(30);

    private final Requests requests;
    private final Starting starting;
    private final Protocol protocol;
    private final String address;
    private final TicketOffice tickets;
    private final Door door;
    private final Audit audit;
    private final AuditEntry entry;
    private final Shadowing shadowing;
    private String device = "";
    /** Has others asked beside once the answer is written down; {@code null} if nobody is to be asked. */
    private @Nullable Runnable beside;

    Inquiry(
            Requests requests,
            Starting starting,
            Shadowing shadowing,
            TicketOffice tickets,
            Door door,
            Audit audit,
            Clock clock,
            String action,
            Protocol protocol,
            String address) {
        this.shadowing = shadowing;
        this.tickets = tickets;
        this.requests = requests;
        this.starting = starting;
        this.protocol = protocol;
        this.address = address;
        this.door = door;
        this.audit = audit;
        this.entry = new AuditEntry(clock, action).over(protocol).from(address).in(door.application());
    }

    /** What is in force for the application. */
    public Door door() {
        return door;
    }

    /** It wants something at this path. */
    public Inquiry at(StreamPath path) {
        entry.at(path);
        return this;
    }

    /** It wants something that is no path. */
    public Inquiry wanted(String name) {
        entry.wanted(name);
        return this;
    }

    /** The id by which the client's lines are found. */
    public Inquiry as(String id) {
        entry.as(id);
        return this;
    }

    /** By what the client is known whatever it publishes or plays. */
    public Inquiry by(String known) {
        device = known;
        return this;
    }

    /** What the client shows to prove who it is. */
    public Inquiry shows(Credentials shown) {
        entry.shows(shown);
        return this;
    }

    /** When a decision has to be there that begins now. Only for an application that has settings. */
    public Instant deadline() {
        return requests.deadline(door.route().orElseThrow());
    }

    /**
     * Lets it through unasked, because the configuration says so, and writes that down.
     *
     * @param stream that it wants; empty for none
     * @return the refusal of a stream that is revoked for everybody; empty for any other
     */
    public Optional<Decision> off(Optional<StreamPath> stream) {
        if (stream.filter(requests::isOut).isPresent()) {
            return Optional.of(log(new Outcome(requests.ofStream(stream.get()), "", door.generation(), "")));
        }
        entry.off(audit, door.generation());
        return Optional.empty();
    }

    /**
     * Refuses it, and writes that down.
     *
     * @return the refusal
     */
    public Decision refuse(Reason reason, String detail) {
        return log(Outcome.deny(reason, detail, door.generation()));
    }

    /** Refuses it if everybody of the application is refused, and writes that down; empty if not. */
    public Optional<Decision> refusal() {
        return NoRoute.refusal(door.route(), door.generation()).map(this::log);
    }

    /**
     * Asks who it is from, and whether that client may connect and stay in the room of the request, or in the whole application if it names none. Only for
     * an application that has settings.
     */
    public Answer connect(Reading reading) {
        Answer connected = requests.connect(reading, door.route().orElseThrow());
        ConnectRequest request = reading.request();
        if (request == null) {
            return known(connected);
        }
        Answer answer = Requests.entering(connected, request);
        beside = () -> shadowing.enter(door.route().orElseThrow(), request, answer.outcome(), entry);
        return known(answer);
    }

    /**
     * Asks who it is from, and whether that client may do what it wants with the stream that the request names, and begin to now. Only for an application that
     * has settings.
     *
     * @param mode as of {@link io.stagedoor.auth.StreamRequest}
     * @param player by which the client is found again: the same with each of its requests
     */
    public Answer stream(Reading reading, Action action, String mode, String player) {
        Answer answer =
                known(requests.stream(reading, action, mode, door.route().orElseThrow()));
        // A WebRTC client begins by the connection that comes after its request.
        ConnectRequest request = reading.request();
        if (request != null
                && Admitting.refusedMode(door.settings().orElseThrow(), action, mode, door.generation())
                        .isEmpty()) {
            Shadowing.Use use = new Shadowing.Use(action, request.path(), mode);
            beside = () -> shadowing.connect(door.route().orElseThrow(), request, use, answer.outcome(), entry, null);
        }
        if (!answer.allowed() || protocol == Protocol.RTC || request == null) {
            return answer;
        }
        Grant grant = answer.grant().orElseThrow();
        Start start = start(
                answer.authenticator(),
                grant,
                action,
                request.path(),
                Start.Who.player(player, address, HOLDS, device.isEmpty() ? player : device),
                request.deadline(),
                false);
        Outcome begun = starting.begin(answer.outcome(), start);
        if (!begun.allowed()) { // whoever had decided
            beside = null;
        }
        return new Answer(begun, answer.grant());
    }

    /**
     * Whether a player that was found again by its session may go on. Writes a refusal down. Only for an application that has settings.
     *
     * @param authenticator that let it begin
     * @param grant that it holds
     * @param player as of {@link #stream}
     * @param holds for how long it counts as one that plays, if it asks for nothing more
     * @return the refusal; empty if it may
     */
    public Optional<Decision> goesOn(
            String authenticator, Grant grant, StreamPath stream, String player, Duration holds) {
        Outcome known = new Outcome(new Decision.Allow(grant), authenticator, door.generation(), "");
        Start.Who who = Start.Who.player(player, address, holds, player);
        Outcome outcome =
                starting.begin(known, start(authenticator, grant, Action.SUBSCRIBE, stream, who, deadline(), true));
        if (outcome.allowed()) {
            return Optional.empty();
        }
        entry.as(player).holds(Optional.of(grant));
        return Optional.of(log(outcome));
    }

    private Start start(
            String authenticator,
            Grant grant,
            Action action,
            StreamPath stream,
            Start.Who who,
            Instant deadline,
            boolean goesOn) {
        return new Start(door.settings().orElseThrow(), authenticator, grant, action, stream, who, deadline, goesOn);
    }

    /**
     * Makes a ticket for whoever it is from, and writes that down. Only for an application that has settings. Waits for authenticators, and then for the
     * store, for some seconds.
     *
     * @param reading of the purpose {@code TICKET}, at the {@linkplain TicketOrder#place place} of the order
     */
    public TicketAnswer ticket(Reading reading, TicketOrder order) {
        TicketOffice.Result result =
                tickets.make(requests, reading, order, door.route().orElseThrow());
        entry.holds(result.grant());
        Decision decision = log(result.outcome());
        return result.made() == null || result.ticket() == null
                ? TicketAnswer.refused(decision)
                : TicketAnswer.made(decision, result.made(), result.ticket());
    }

    private Answer known(Answer answer) {
        entry.holds(answer.grant());
        return answer;
    }

    /**
     * Writes down what was answered.
     *
     * @return the decision
     */
    public Decision log(Answer answer) {
        return log(answer.outcome());
    }

    /**
     * Writes down that the client may end what it began, although the answer is a refusal.
     *
     * @param authenticator that let it begin
     * @param grant that it holds
     */
    public void allow(Answer answer, String authenticator, Grant grant) {
        beside = null; // it is a refusal of somebody who may end what it has
        log(instead(answer, authenticator, new Decision.Allow(grant)));
    }

    private static Outcome instead(Answer answer, String authenticator, Decision decision) {
        return new Outcome(
                decision,
                authenticator,
                answer.outcome().generation(),
                answer.outcome().settings());
    }

    private Decision log(Outcome outcome) {
        entry.log(audit, outcome);
        Runnable compare = beside;
        beside = null;
        if (compare != null) {
            compare.run();
        }
        return outcome.decision();
    }
}
