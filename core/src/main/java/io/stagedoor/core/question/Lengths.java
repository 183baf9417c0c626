package io.stagedoor.core.question;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import java.util.Optional;

/**
 * Judges clients that ask how long a recording is: as a play, but by what they hold. An authenticator that decides about each
 * stream is not asked: clients ask this before they play, and some credentials are good for one question.
 */
public final class Lengths {

    private final Dispatcher dispatcher;
    private final Audit audit;

    public Lengths(Dispatcher dispatcher, Audit audit) {
        this.dispatcher = dispatcher;
        this.audit = audit;
    }

    /**
     * Judges one question. An allowed one leaves no line in the audit log, and neither does one that only a play can decide.
     *
     * @param authenticator that let the client in
     * @param play what the client would be judged by if it played; empty if the name is refused
     * @param playing whether it plays the recording at this moment
     */
    public Admission judge(
            Door door, String authenticator, Optional<StreamRequest> play, boolean playing, AuditEntry entry) {
        Outcome outcome = NoRoute.refusal(door.route(), door.generation())
                .orElseGet(() -> play.map(
                                request -> dispatcher.unasked(door.route().get(), authenticator, request))
                        .orElseGet(() -> Admitting.refusedName(door.generation())));
        if (outcome.allowed()) {
            return Admission.allowed(true);
        }
        if (outcome.decision() instanceof Decision.Abstain) {
            return Admission.allowed(playing);
        }
        entry.log(audit, outcome);
        return Admission.refused();
    }
}
