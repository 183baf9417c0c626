package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.carrier.StreamNames;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Arrival;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.Reading;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.HttpGate;
import io.stagedoor.http.session.UnderWay;
import io.stagedoor.red5.bridge.connection.ConnectPlace;
import io.stagedoor.red5.bridge.connection.ConnectionType;
import io.stagedoor.red5.bridge.connection.Connects;
import io.stagedoor.red5.bridge.connection.ScopePaths;
import io.stagedoor.red5.bridge.http.RtmptBinding;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Attempt;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Ended;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Reply;
import io.stagedoor.red5.hook.Rtmpt;
import io.stagedoor.red5.hook.SharedObjectUse;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.hook.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;

/** Reads the requests of Red5's clients and hands them to the core, which judges them. Stateless. */
public final class BridgeGate implements Gate {

    private final Admissions admissions;
    private final ServerSettings server;
    private final HttpGate http;
    private final RtmptBinding rtmpt;
    private final Commands commands;
    private final @Nullable Clients clients;

    /**
     * A gate over the core.
     *
     * @param clients those that are in; {@code null} in a framework without Red5
     */
    public BridgeGate(Admissions admissions, HttpGate http, ServerSettings server, @Nullable Clients clients) {
        this.clients = clients;
        this.admissions = admissions;
        this.server = server;
        this.http = http;
        this.commands = new Commands(admissions::refresh, Clock.systemUTC());
        this.rtmpt = new RtmptBinding(server::bindsRtmpt, Rtmpt::openedFrom);
    }

    private Client client(IConnection connection) {
        return new Red5Client(connection, server.types().of(connection), server.cluster(), clients);
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
        Admission admission = admissions.connect(client(connection), door, arrival);
        Attributes.write(connection, admission);
        Verdict verdict = verdict(admission);
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
        Verdict verdict = admission
                .session()
                .map(session -> admission
                        .provisional()
                        .map(rules -> Verdict.provisional(session, new Verdict.Provision(rules.time(), rules.most())))
                        .orElseGet(() -> Verdict.admit(session)))
                .orElseGet(Verdict::allow);
        return admission.name().map(verdict::named).orElse(verdict);
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
    public Verdict share(IConnection connection, Map<String, Object> session, String name, SharedObjectUse operation) {
        return stream(connection, session, Action.SHARE, name, operation.text());
    }

    private Verdict stream(
            IConnection connection, Map<String, Object> session, Action action, String name, String mode) {
        StreamWish wish = new StreamWish(action, connection.getScope(), name, mode);
        Admission admission = admissions.stream(client(connection), session, where(connection), wish);
        Attributes.write(connection, admission);
        return verdict(admission);
    }

    /** Each stream has the name that its client sends, unless that is a ticket. */
    @Override
    public Optional<String> mention(IConnection connection, Map<String, Object> session, Use use, String name) {
        Action action = use == Use.PUBLISH ? Action.PUBLISH : Action.SUBSCRIBE;
        return admissions.mention(session, new StreamWish(action, connection.getScope(), name, ""));
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
    public Reply command(IConnection connection, Map<String, Object> session, String method, List<Object> arguments) {
        return commands.answer(client(connection), session, method, arguments);
    }

    @Override
    public void refused(IConnection connection, Attempt attempt) {
        Reason reason = switch (attempt) {
            case PROVISIONAL, CROWD -> Reason.NO_CREDENTIALS;
            case CONNECT_TOO_LATE -> Reason.GRANT_EXPIRED;
            default -> Reason.NOT_ADMITTED;
        };
        String detail = switch (attempt) {
            case PROVISIONAL -> "the client sent no credentials within provisionalSeconds";
            case CROWD -> "too many clients without credentials are connected (maxProvisional)";
            case CONNECT ->
                "the application cannot be guarded, or its beans are not in force yet: see the server's log";
            case CONNECT_TOO_LATE -> "what was granted had ended when the client was to enter";
            default -> "the client is not authenticated, or must publish or play first";
        };
        admissions.refused(client(connection), where(connection), attempt.text(), reason, detail);
    }

    @Override
    public void notBegun(IConnection connection, Map<String, Object> session, Use use, String name) {
        admissions.notBegun(client(connection), session, use.text(), bare(name));
    }

    /** The name that Red5 has opened; it was allowed, so it means something. */
    private static String bare(String name) {
        return StreamNames.bare(name).orElse(name);
    }

    @Override
    public void ended(IConnection connection, Map<String, Object> session, Ended end) {
        Optional<Action> ended = switch (end.use()) {
            case CONNECT -> Optional.empty();
            case PUBLISH -> Optional.of(Action.PUBLISH);
            case SHARE -> Optional.of(Action.SHARE);
            case PLAY -> Optional.of(Action.SUBSCRIBE);
        };
        admissions.ended(
                client(connection),
                session,
                ended,
                end.use().text(),
                bare(end.name()),
                end.reason().map(BridgeGate::of));
    }

    /** The end of a response is in the audit log only if Stagedoor has brought it about. */
    @Override
    public void over(Map<String, Object> session, Optional<EndReason> reason, Usage usage) {
        UnderWay.client(session).ifPresent(admissions.sessions()::ended);
        reason.ifPresent(why -> UnderWay.of(session)
                .ifPresent(request ->
                        admissions.cut(request.player(), request.client(), request.path(), request.action(), of(why))));
    }

    private static io.stagedoor.core.client.EndReason of(EndReason reason) {
        return io.stagedoor.core.client.EndReason.valueOf(reason.name());
    }
}
