package io.stagedoor.core.admission;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import java.util.Optional;

/** Judges clients that send their credentials with the name of a stream: who they are, and whether they may, in one. */
final class ProvisionalClients {

    private final Dispatcher dispatcher;
    private final Admitting admitting;

    ProvisionalClients(Dispatcher dispatcher, Admitting admitting) {
        this.dispatcher = dispatcher;
        this.admitting = admitting;
    }

    /** Whether a client is to be asked later who it is. One that says something at its connect is judged by that. */
    static boolean waitsFor(ConnectRequest connect, ApplicationSettings settings) {
        return settings.streamKeys().allowed()
                && connect.protocol() == Protocol.RTMP
                && connect.credentials().equals(Credentials.NONE);
    }

    /**
     * Judges a client by what is in force now.
     *
     * @param connect what it came with
     * @param path where the wish leads; empty if the name is refused
     * @return a refusal, or an admission with a session
     */
    Admission judge(
            Client client, Door door, ConnectRequest connect, Wish wish, Optional<StreamPath> path, AuditEntry entry) {
        ApplicationSettings settings = door.settings().orElseThrow();
        Optional<Outcome> refusal = refusal(settings, wish, path, door.generation());
        if (refusal.isPresent()) {
            return admitting.refuse(entry, refusal.get());
        }
        Reading reading = wish.credentials(connect);
        entry.shows(reading.shown());
        if (reading.request() == null) {
            return admitting.refuse(entry, Outcome.deny(reading.refusal(), reading.detail(), door.generation()));
        }
        // Before it is asked: what changes meanwhile is a change for this client.
        String basis = Basis.of(door.route().get(), connect.protocol());
        Outcome who = dispatcher.authenticate(door.route().get(), reading.request());
        if (!(who.decision() instanceof Decision.Allow in)) {
            return admitting.refuse(entry, who);
        }
        entry.holds(Optional.of(in.grant()));
        SessionState state = admitting.session(reading.request(), who.authenticator(), in.grant(), basis, settings);
        StreamRequest request = new StreamRequest(
                state.connect(connect.connectionId(), connect.deadline()),
                in.grant(),
                wish.action(),
                path.get(),
                wish.mode(),
                connect.deadline());
        Outcome may = dispatcher.authorize(door.route().get(), who.authenticator(), request);
        if (!(may.decision() instanceof Decision.Allow allow)) {
            return admitting.refuse(entry, may);
        }
        admitting.log(entry, may);
        client.show(reading.request(), in.grant());
        client.show(allow.grant());
        admitting.confirm(client, who, entry, connect.deadline());
        admitting.confirm(client, may, entry, connect.deadline());
        return Admission.admitted(allow.grant().isProven() ? state.proven() : state);
    }

    private static Optional<Outcome> refusal(
            ApplicationSettings settings, Wish wish, Optional<StreamPath> path, long generation) {
        if (!settings.streamKeys().allowed()) {
            return Optional.of(Outcome.deny(Reason.NO_CREDENTIALS, "streamNameAuth is off", generation));
        }
        if (wish.action() == Action.SHARE) {
            return Optional.of(Outcome.deny(Reason.NOT_ADMITTED, "the client has not authenticated yet", generation));
        }
        if (path.isEmpty()) {
            return Optional.of(Outcome.deny(Reason.BAD_PATH, "invalid name of a stream", generation));
        }
        return Admitting.refusedMode(settings, wish.action(), wish.mode(), generation);
    }
}
