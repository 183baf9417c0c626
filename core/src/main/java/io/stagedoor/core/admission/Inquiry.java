package io.stagedoor.core.admission;

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
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** One request, from its arrival to its line in the audit log: what it wants, who sent it, and what came of it. For one thread. */
public final class Inquiry {

    private final Requests requests;
    private final Door door;
    private final Audit audit;
    private final AuditEntry entry;

    Inquiry(Requests requests, Door door, Audit audit, Clock clock, String action, Protocol protocol, String address) {
        this.requests = requests;
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
            return Optional.of(log(new Outcome(Revoked.ofStream(), "", door.generation(), "")));
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
        return known(request == null ? connected : Requests.entering(connected, request));
    }

    /**
     * Asks who it is from, and whether that client may do what it wants with the stream that the request names. Only for an application that has settings.
     *
     * @param mode as of {@link io.stagedoor.auth.StreamRequest}
     */
    public Answer stream(Reading reading, Action action, String mode) {
        return known(requests.stream(reading, action, mode, door.route().orElseThrow()));
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
        return outcome.decision();
    }
}
