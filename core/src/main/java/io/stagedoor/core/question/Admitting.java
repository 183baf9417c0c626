package io.stagedoor.core.question;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LastAnswer;
import io.stagedoor.core.settings.OnChange;
import io.stagedoor.core.settings.Refresh;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What follows a decision, whatever was asked: the audit log, the session, and what an authenticator confirms later. */
public final class Admitting {

    private final Audit audit;
    private final Confirmations confirmations;
    private final FrontEnds clients;
    private final LongSupplier nanos;

    /** @param nanos as of {@link LastAnswer} */
    public Admitting(Audit audit, Confirmations confirmations, FrontEnds clients, LongSupplier nanos) {
        this.nanos = nanos;
        this.audit = audit;
        this.confirmations = confirmations;
        this.clients = clients;
    }

    public void log(AuditEntry entry, Outcome outcome) {
        entry.log(audit, outcome);
    }

    public Admission refuse(AuditEntry entry, Outcome outcome) {
        entry.log(audit, outcome);
        return Admission.refused();
    }

    /** What is kept of a client that was granted something. */
    public SessionState session(
            ConnectRequest request,
            String authenticator,
            Decision.Allow allow,
            String basis,
            ApplicationSettings settings) {
        String shared =
                clients.sessions().shared(request.path().application(), request.protocol(), authenticator, basis);
        // Whom the configuration itself knows nobody is asked about.
        Optional<LastAnswer> answered = Insiders.isInsider(authenticator)
                ? Optional.empty()
                : settings.rechecks().answered(allow.grant(), nanos.getAsLong());
        boolean keeps = settings.onChange() == OnChange.REAUTHENTICATE || answered.isPresent();
        return SessionState.granted(request, authenticator, allow, shared, keeps)
                .answered(answered)
                .refreshed(
                        settings.http().refresh() && !Insiders.isInsider(authenticator)
                                ? Refresh.next()
                                : Refresh.NONE);
    }

    /**
     * Disconnects the client if the authenticator does not confirm by the deadline what it allowed.
     *
     * @param session of the client
     */
    public void confirm(
            Client client, Map<String, Object> session, Outcome outcome, AuditEntry entry, Instant deadline) {
        confirmations.await(client, session, outcome, entry, deadline);
    }

    /** The refusal of a wish whose name leads nowhere. */
    public static Outcome refusedName(long generation) {
        return Outcome.deny(Reason.BAD_PATH, "invalid name of a stream", generation);
    }

    /** Why a publisher may not publish in this mode, whoever it is. */
    public static Optional<Outcome> refusedMode(
            ApplicationSettings settings, Action action, String mode, long generation) {
        return action == Action.PUBLISH && !settings.rtmp().publishModes().contains(mode)
                ? Optional.of(Outcome.deny(Reason.MODE_NOT_ALLOWED, "publishModes does not list " + mode, generation))
                : Optional.empty();
    }
}
