package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.admission.Admission;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.Arrival;
import io.stagedoor.core.admission.Client;
import io.stagedoor.core.admission.Door;
import io.stagedoor.core.admission.Reading;
import io.stagedoor.red5.bridge.connection.ConnectPlace;
import io.stagedoor.red5.bridge.connection.ConnectionType;
import io.stagedoor.red5.bridge.connection.Connects;
import io.stagedoor.red5.bridge.connection.ScopePaths;
import io.stagedoor.red5.bridge.http.HttpGate;
import io.stagedoor.red5.bridge.http.RtmptBinding;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.HttpRequest;
import io.stagedoor.red5.hook.Rtmpt;
import io.stagedoor.red5.hook.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;

/** Reads the requests of Red5's clients and hands them to the core, which judges them. Stateless. */
public final class BridgeGate implements Gate {

    private final Admissions admissions;
    private final ServerSettings server;
    private final HttpGate http;
    private final RtmptBinding rtmpt;

    /** A gate over the core. */
    public BridgeGate(Admissions admissions, HttpGate http, ServerSettings server) {
        this.admissions = admissions;
        this.server = server;
        this.http = http;
        this.rtmpt = new RtmptBinding(server::bindsRtmpt, Rtmpt::openedFrom);
    }

    private Client client(IConnection connection) {
        return new Red5Client(connection, server.types().of(connection), server.cluster(), IConnection::close);
    }

    @Override
    public boolean guards(String application) {
        return admissions.door(application).isGuarded();
    }

    @Override
    public Verdict connect(IConnection connection, IScope scope, Object[] arguments) {
        Optional<ConnectionType> type = server.types().of(connection);
        Door door = admissions.door(ScopePaths.application(scope));
        ConnectPlace place = ConnectPlace.of(type, scope, door.settings());
        Arrival arrival =
                new Arrival(place.path(), deadline -> read(connection, type, place, arguments, door, deadline));
        Verdict verdict = verdict(admissions.connect(client(connection), door, arrival));
        return verdict.allowed() && place.carried().isPresent()
                ? verdict.in(place.path().orElseThrow().room())
                : verdict;
    }

    private Reading read(
            IConnection connection,
            Optional<ConnectionType> type,
            ConnectPlace place,
            Object[] arguments,
            Door door,
            Instant deadline) {
        if (place.ambiguous()) {
            return Reading.refuse(Reason.AMBIGUOUS_CREDENTIALS, "rtmpAuthRoomScopeName is twice in the path");
        }
        if (type.isEmpty()) {
            server.types().tellOfUnknown(connection);
            return Reading.refuse(Reason.UNKNOWN_PROTOCOL, connection.getClass().getName());
        }
        return Connects.read(
                type.get(),
                connection,
                place.path().orElseThrow(),
                place.carried().orElse(""),
                arguments,
                door.settings().orElseThrow(),
                deadline);
    }

    private static Verdict verdict(Admission admission) {
        if (!admission.allowed()) {
            return Verdict.refuse();
        }
        return admission
                .session()
                .map(session -> admission
                        .provisional()
                        .map(rules -> Verdict.provisional(session, new Verdict.Provision(rules.time(), rules.most())))
                        .orElseGet(() -> Verdict.admit(session)))
                .orElseGet(Verdict::allow);
    }

    @Override
    public Verdict publish(IConnection connection, Map<String, Object> session, String name, String mode) {
        return stream(connection, session, Action.PUBLISH, name, mode);
    }

    @Override
    public Verdict play(IConnection connection, Map<String, Object> session, String name) {
        return stream(connection, session, Action.SUBSCRIBE, name, "");
    }

    @Override
    public Verdict share(IConnection connection, Map<String, Object> session, String name, String operation) {
        return stream(connection, session, Action.SHARE, name, operation);
    }

    private Verdict stream(
            IConnection connection, Map<String, Object> session, Action action, String name, String mode) {
        StreamWish wish = new StreamWish(action, connection.getScope(), name, mode);
        return verdict(admissions.stream(client(connection), session, where(connection), wish));
    }

    @Override
    public Verdict length(IConnection connection, Map<String, Object> session, String name, boolean playing) {
        StreamWish wish = new StreamWish(Action.SUBSCRIBE, connection.getScope(), name, "");
        return verdict(admissions.length(client(connection), session, where(connection), wish, playing));
    }

    @Override
    public Verdict call(IConnection connection, Map<String, Object> session, String method) {
        return verdict(admissions.call(client(connection), session, where(connection), method));
    }

    /** The application that a client is in by Red5's word. */
    private static String where(IConnection connection) {
        return ScopePaths.application(connection.getScope());
    }

    @Override
    public HttpAnswer http(HttpRequest request, ConcurrentMap<String, Map<String, Object>> sessions) {
        return rtmpt.refusal(request).orElseGet(() -> http.judge(request, sessions));
    }

    @Override
    public void refused(IConnection connection, String action) {
        Reason reason =
                action.equals("provisional") || action.equals("crowd") ? Reason.NO_CREDENTIALS : Reason.NOT_ADMITTED;
        String detail = switch (action) {
            case "provisional" -> "the client sent no credentials within provisionalSeconds";
            case "crowd" -> "too many clients without credentials are connected (maxProvisional)";
            case "connect" ->
                "the application cannot be guarded, or its beans are not in force yet: see the server's log";
            default -> "the client is not authenticated, or must publish or play first";
        };
        admissions.refused(client(connection), where(connection), action, reason, detail);
    }

    @Override
    public void notBegun(IConnection connection, Map<String, Object> session, String action, String name) {
        admissions.notBegun(client(connection), session, action, name);
    }

    @Override
    public void ended(IConnection connection, Map<String, Object> session, String action, String name) {
        Optional<Action> ended = switch (action) {
            case "connect" -> Optional.empty();
            case "publish" -> Optional.of(Action.PUBLISH);
            case "share" -> Optional.of(Action.SHARE);
            default -> Optional.of(Action.SUBSCRIBE);
        };
        admissions.ended(client(connection), session, ended, action, name);
    }
}
