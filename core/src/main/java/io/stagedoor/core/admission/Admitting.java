package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.OnChange;
import java.time.Instant;
import java.util.Optional;

/** What follows a decision, whatever was asked: the audit log, the session, and what an authenticator confirms later. */
final class Admitting {

    private final Audit audit;
    private final Confirmations confirmations;

    Admitting(Audit audit, Confirmations confirmations) {
        this.audit = audit;
        this.confirmations = confirmations;
    }

    void log(AuditEntry entry, Outcome outcome) {
        entry.log(audit, outcome);
    }

    Admission refuse(AuditEntry entry, Outcome outcome) {
        entry.log(audit, outcome);
        return Admission.refused();
    }

    /** What is kept of a client that was granted something. */
    SessionState session(
            ConnectRequest request, String authenticator, Grant grant, String basis, ApplicationSettings settings) {
        return SessionState.granted(
                request, authenticator, grant, basis, settings.onChange() == OnChange.REAUTHENTICATE);
    }

    /** Disconnects the client if the authenticator does not confirm by the deadline what it allowed. */
    void confirm(Client client, Outcome outcome, AuditEntry entry, Instant deadline) {
        confirmations.await(client, outcome, entry, deadline);
    }

    /** Why a publisher may not publish in this mode, whoever it is. */
    static Optional<Outcome> refusedMode(ApplicationSettings settings, Action action, String mode, long generation) {
        return action == Action.PUBLISH && !settings.publishModes().contains(mode)
                ? Optional.of(Outcome.deny(Reason.MODE_NOT_ALLOWED, "publishModes does not list " + mode, generation))
                : Optional.empty();
    }
}
