package io.stagedoor.core.question;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import java.util.Optional;

/** What came of asking about a request. Immutable. */
public final class Answer {

    private final Outcome outcome;
    private final Optional<Grant> grant;

    public Answer(Outcome outcome, Optional<Grant> grant) {
        this.outcome = outcome;
        this.grant = grant;
    }

    static Answer refused(Outcome outcome) {
        return new Answer(outcome, Optional.empty());
    }

    static Answer refused(Reading reading, Route route) {
        return refused(reading.refused(route.generation()));
    }

    public Outcome outcome() {
        return outcome;
    }

    /** The decision. */
    public Decision decision() {
        return outcome.decision();
    }

    /** The name of the authenticator that made it; empty if none was asked. */
    public String authenticator() {
        return outcome.authenticator();
    }

    /** What the client holds that may connect, though what it wants may be refused yet; empty for any other. */
    public Optional<Grant> grant() {
        return grant;
    }

    /** Whether the client may. */
    public boolean allowed() {
        return outcome.allowed();
    }
}
