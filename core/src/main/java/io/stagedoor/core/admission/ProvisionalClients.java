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
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import java.util.Map;
import java.util.Optional;

/** Judges clients that send their credentials with the name of a stream: who they are, and whether they may, in one. */
final class ProvisionalClients {

    private final Dispatcher dispatcher;
    private final Admitting admitting;
    private final FrontEnds clients;

    ProvisionalClients(Dispatcher dispatcher, Admitting admitting, FrontEnds clients) {
        this.dispatcher = dispatcher;
        this.admitting = admitting;
        this.clients = clients;
    }

    /** Whether a client is to be asked later who it is. One that says something at its connect is judged by that. */
    static boolean waitsFor(ConnectRequest connect, ApplicationSettings settings) {
        return settings.rtmp().streamKeys().allowed()
                && connect.protocol() == Protocol.RTMP
                && connect.credentials().equals(Credentials.NONE);
    }

    /**
     * Judges a client by what is in force now.
     *
     * @param session that it was let in with
     * @param connect what it came with
     * @param path where the wish leads; empty if the name is refused
     * @return a refusal, or an admission with a session
     */
    Admission judge(
            Client client,
            Map<String, Object> session,
            Door door,
            ConnectRequest connect,
            Wish wish,
            Optional<StreamPath> path,
            AuditEntry entry) {
        ApplicationSettings settings = door.settings().orElseThrow();
        Optional<Outcome> refusal = refusal(settings, wish, path, door.generation());
        if (refusal.isPresent()) {
            return admitting.refuse(entry, refusal.get());
        }
        Reading reading = wish.credentials(connect);
        entry.shows(reading.shown());
        if (reading.request() == null) {
            return admitting.refuse(entry, reading.refused(door.generation()));
        }
        // Before it is asked: what changes meanwhile is a change for this client.
        String basis = Basis.of(door.route().get(), connect.protocol());
        Dispatcher asking = client.mayWait() ? dispatcher : dispatcher.withoutWaiting();
        Outcome who = asking.authenticate(door.route().get(), reading.request());
        if (!(who.decision() instanceof Decision.Allow in)) {
            return admitting.refuse(entry, who);
        }
        entry.holds(Optional.of(in.grant()));
        SessionState state = admitting.session(reading.request(), who.authenticator(), in, basis, settings);
        StreamRequest request = StreamRequest.builder(
                        state.connect(connect.connectionId(), connect.deadline()),
                        in.grant(),
                        wish.action(),
                        path.get(),
                        connect.deadline())
                .mode(wish.mode())
                .build();
        Outcome may = asking.authorize(door.route().get(), who.authenticator(), request);
        if (!(may.decision() instanceof Decision.Allow allow)) {
            return admitting.refuse(entry, may);
        }
        client.show(reading.request(), in.grant());
        client.show(allow.grant());
        SessionState known = admitting.session(
                reading.request(),
                who.authenticator(),
                in.withGrant(Known.of(in.grant(), allow.grant())),
                basis,
                settings);
        Admission admission = clients.began(client, session, Admission.admitted(known), path.get());
        if (clients.isCondemned(client, admission.session().get())) {
            return admitting.refuse(
                    entry, new Outcome(Revoked.late(), may.authenticator(), may.generation(), may.settings()));
        }
        admitting.log(entry, may);
        admitting.confirm(client, admission.session().get(), who, entry, connect.deadline());
        admitting.confirm(client, admission.session().get(), may, entry, connect.deadline());
        return admission;
    }

    private static Optional<Outcome> refusal(
            ApplicationSettings settings, Wish wish, Optional<StreamPath> path, long generation) {
        if (!settings.rtmp().streamKeys().allowed()) {
            return Optional.of(Outcome.deny(Reason.NO_CREDENTIALS, "streamNameAuth is off", generation));
        }
        if (wish.action() == Action.SHARE) {
            return Optional.of(Outcome.deny(Reason.NOT_ADMITTED, "the client has not authenticated yet", generation));
        }
        if (path.isEmpty()) {
            return Optional.of(Admitting.refusedName(generation));
        }
        return Admitting.refusedMode(settings, wish.action(), wish.mode(), generation);
    }
}
