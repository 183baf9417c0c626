package io.stagedoor.red5.bridge;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.red5.hook.Verdict;
import java.util.Optional;

/**
 * Judges clients that ask how long a recording is: as a play, but by what they hold. An authenticator that decides about each
 * stream is not asked: clients ask this before they play, and some credentials are good for one question.
 */
final class LengthGate {

    private final Dispatcher dispatcher;
    private final Audit audit;

    LengthGate(Dispatcher dispatcher, Audit audit) {
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
    Verdict judge(
            Optional<Route> route,
            long generation,
            String authenticator,
            Optional<StreamRequest> play,
            boolean playing,
            AuditEntry judgement) {
        Outcome outcome = NoRoute.refusal(route, generation)
                .orElseGet(() -> play.map(request -> dispatcher.unasked(route.get(), authenticator, request))
                        .orElseGet(() -> Outcome.deny(Reason.BAD_PATH, "invalid name of a stream", generation)));
        if (outcome.allowed()) {
            return Verdict.allow();
        }
        if (outcome.decision() instanceof Decision.Abstain) {
            return playing ? Verdict.allow() : Verdict.refuse();
        }
        judgement.log(audit, outcome);
        return Verdict.refuse();
    }
}
