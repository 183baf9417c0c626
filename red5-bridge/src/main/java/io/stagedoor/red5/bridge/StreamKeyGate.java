package io.stagedoor.red5.bridge;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.OnChange;
import io.stagedoor.red5.bridge.protocol.Reading;
import io.stagedoor.red5.bridge.protocol.RtmpConnect;
import io.stagedoor.red5.hook.Verdict;
import java.util.Optional;
import org.red5.server.api.IConnection;

/** Judges clients that send their credentials with the name of a stream: who they are, and whether they may, in one. */
final class StreamKeyGate {

    private final Dispatcher dispatcher;
    private final Confirmations confirmations;
    private final Audit audit;

    StreamKeyGate(Dispatcher dispatcher, Confirmations confirmations, Audit audit) {
        this.dispatcher = dispatcher;
        this.confirmations = confirmations;
        this.audit = audit;
    }

    /**
     * What a client wants.
     *
     * @param name the stream's name as the client sent it
     * @param path where that is; empty if the name is refused
     */
    record Wish(Action action, String name, Optional<StreamPath> path, String mode) {}

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
     * @return a refusal, or an admission with a session
     */
    Verdict judge(IConnection connection, ConnectRequest connect, Wish wish, Route route, AuditEntry judgement) {
        ApplicationSettings settings = route.settings().orElseThrow();
        Optional<Outcome> refusal = refusal(settings, wish, route);
        if (refusal.isPresent()) {
            return refuse(judgement, refusal.get());
        }
        Reading reading = RtmpConnect.readStreamName(connect, wish.name());
        judgement.shows(reading.shown());
        if (reading.request() == null) {
            return refuse(judgement, Outcome.deny(reading.refusal(), reading.detail(), route.generation()));
        }
        // Before it is asked: what changes meanwhile is a change for this client.
        String basis = Basis.of(route, connect.protocol());
        Outcome who = dispatcher.authenticate(route, reading.request());
        if (!(who.decision() instanceof Decision.Allow in)) {
            return refuse(judgement, who);
        }
        judgement.holds(Optional.of(in.grant()));
        boolean keeps = settings.onChange() == OnChange.REAUTHENTICATE;
        SessionState state = SessionState.granted(reading.request(), who.authenticator(), in.grant(), basis, keeps);
        StreamRequest request = new StreamRequest(
                state.connect(connect.connectionId(), connect.deadline()),
                in.grant(),
                wish.action(),
                wish.path().orElseThrow(),
                wish.mode(),
                connect.deadline());
        Outcome may = dispatcher.authorize(route, who.authenticator(), request);
        if (!(may.decision() instanceof Decision.Allow allow)) {
            return refuse(judgement, may);
        }
        judgement.log(audit, may);
        Attributes.write(connection, reading.request(), in.grant());
        Attributes.write(connection, allow.grant());
        confirmations.await(connection, who, judgement, connect.deadline());
        confirmations.await(connection, may, judgement, connect.deadline());
        return Verdict.admit(allow.grant().isProven() ? state.proven().toMap() : state.toMap());
    }

    private static Optional<Outcome> refusal(ApplicationSettings settings, Wish wish, Route route) {
        long generation = route.generation();
        if (!settings.streamKeys().allowed()) {
            return Optional.of(Outcome.deny(Reason.NO_CREDENTIALS, "streamNameAuth is off", generation));
        }
        if (wish.action() == Action.SHARE) {
            return Optional.of(Outcome.deny(Reason.NOT_ADMITTED, "the client has not authenticated yet", generation));
        }
        if (wish.path().isEmpty()) {
            return Optional.of(Outcome.deny(Reason.BAD_PATH, "invalid name of a stream", generation));
        }
        if (wish.action() == Action.PUBLISH && !settings.publishModes().contains(wish.mode())) {
            return Optional.of(
                    Outcome.deny(Reason.MODE_NOT_ALLOWED, "publishModes does not list " + wish.mode(), generation));
        }
        return Optional.empty();
    }

    private Verdict refuse(AuditEntry judgement, Outcome outcome) {
        judgement.log(audit, outcome);
        return Verdict.refuse();
    }
}
