package io.stagedoor.red5.bridge;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.OnChange;
import io.stagedoor.red5.bridge.connection.ConnectionType;
import io.stagedoor.red5.bridge.connection.Connects;
import io.stagedoor.red5.bridge.http.HttpGate;
import io.stagedoor.red5.bridge.http.RtmptBinding;
import io.stagedoor.red5.bridge.protocol.Reading;
import io.stagedoor.red5.bridge.protocol.ScopePaths;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.HttpRequest;
import io.stagedoor.red5.hook.Rtmpt;
import io.stagedoor.red5.hook.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what clients of Red5 ask for: reads who they are, asks the authenticator that configuration chose, and writes the
 * decision to the audit log. Holds no state of its own.
 */
final class BridgeGate implements Gate {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeGate.class);

    private final Router router;
    private final Dispatcher dispatcher;
    private final Audit audit;
    private final Clock clock;
    private final ServerSettings server;
    private final Confirmations confirmations;
    private final StreamKeyGate streamKeys;
    private final LengthGate lengths;
    private final HttpGate http;
    private final RtmptBinding rtmpt;

    BridgeGate(Router router, Audit audit, Clock clock, ServerSettings server) {
        this.router = router;
        this.dispatcher = new Dispatcher(router, clock);
        this.audit = audit;
        this.clock = clock;
        this.server = server;
        this.confirmations = new Confirmations(dispatcher, audit);
        this.streamKeys = new StreamKeyGate(dispatcher, confirmations, audit);
        this.lengths = new LengthGate(dispatcher, audit);
        this.http = new HttpGate(router, dispatcher, audit, clock);
        this.rtmpt = new RtmptBinding(server::bindsRtmpt, Rtmpt::openedFrom);
    }

    private AuditEntry judgement(IConnection connection, String action) {
        return Entries.begin(clock, action, connection, server.types().of(connection));
    }

    @Override
    public boolean guards(String application) {
        return settings(router.route(application))
                .map(ApplicationSettings::active)
                .orElse(true);
    }

    @Override
    public Verdict connect(IConnection connection, IScope scope, Object[] arguments) {
        String application = ScopePaths.application(scope);
        Optional<ConnectionType> type = server.types().of(connection);
        AuditEntry judgement = Entries.begin(clock, "connect", connection, type).in(application);
        Optional<Route> route = router.route(application);
        ConnectPlace place = ConnectPlace.of(type, scope, settings(route));
        Verdict verdict = connect(connection, type, place, arguments, route, judgement);
        return verdict.allowed() && place.carried().isPresent()
                ? verdict.in(place.path().orElseThrow().room())
                : verdict;
    }

    private Verdict connect(
            IConnection connection,
            Optional<ConnectionType> type,
            ConnectPlace place,
            Object[] arguments,
            Optional<Route> route,
            AuditEntry judgement) {
        Optional<StreamPath> path = place.path();
        path.ifPresent(judgement::at);
        if (isOff(route, type) && path.isPresent()) {
            judgement.off(audit, generation(route));
            Protocol protocol = type.map(ConnectionType::protocol).orElse(Protocol.RTMP);
            return Verdict.admit(SessionState.open(path.get(), protocol, Basis.of(route.get(), protocol))
                    .toMap());
        }
        Optional<Outcome> refusal = refusal(route)
                .or(() -> path.isEmpty()
                        ? Optional.of(deny(Reason.BAD_PATH, "invalid name of a room", route))
                        : Optional.empty())
                .or(() -> place.ambiguous()
                        ? Optional.of(
                                deny(Reason.AMBIGUOUS_CREDENTIALS, "rtmpAuthRoomScopeName is twice in the path", route))
                        : Optional.empty());
        if (refusal.isPresent()) {
            judgement.log(audit, refusal.get());
            return Verdict.refuse();
        }
        return admit(connection, type, place, arguments, route.get(), judgement);
    }

    private Verdict admit(
            IConnection connection,
            Optional<ConnectionType> type,
            ConnectPlace place,
            Object[] arguments,
            Route route,
            AuditEntry judgement) {
        if (type.isEmpty()) {
            server.types().tellOfUnknown(connection);
            String kind = connection.getClass().getName();
            judgement.log(audit, Outcome.deny(Reason.UNKNOWN_PROTOCOL, kind, route.generation()));
            return Verdict.refuse();
        }
        ApplicationSettings settings = route.settings().orElseThrow();
        Reading reading = Connects.read(
                type.get(),
                connection,
                place.path().orElseThrow(),
                place.carried().orElse(""),
                arguments,
                settings,
                deadline(settings));
        judgement.shows(reading.shown());
        if (reading.request() == null) {
            judgement.log(audit, Outcome.deny(reading.refusal(), reading.detail(), route.generation()));
            return Verdict.refuse();
        }
        // Before it is asked: what changes meanwhile is a change for this client.
        boolean insider = !reading.insider().isEmpty();
        String basis = insider
                ? Insiders.basis(route, reading.insider(), server.cluster())
                : Basis.of(route, reading.request().protocol());
        if (!insider && StreamKeyGate.waitsFor(reading.request(), settings)) {
            judgement.provisional(audit, route.generation());
            return Verdict.provisional(
                    SessionState.provisional(reading.request(), basis).toMap(),
                    new Verdict.Provision(
                            settings.streamKeys().time(), settings.streamKeys().most()));
        }
        Outcome outcome = insider
                ? Insiders.judge(route, reading.insider(), reading.request(), server.cluster())
                : dispatcher.authenticate(route, reading.request());
        judgement.log(audit, outcome);
        if (!(outcome.decision() instanceof Decision.Allow allow)) {
            return Verdict.refuse();
        }
        Attributes.write(connection, reading.request(), allow.grant());
        confirmations.await(connection, outcome, judgement, reading.request().deadline());
        return Verdict.admit(SessionState.granted(
                        reading.request(),
                        outcome.authenticator(),
                        allow.grant(),
                        basis,
                        settings.onChange() == OnChange.REAUTHENTICATE)
                .toMap());
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
    public Verdict length(IConnection connection, Map<String, Object> session, String name, boolean playing) {
        AuditEntry judgement = judgement(connection, "length");
        Optional<SessionState> known = known(session);
        if (known.isEmpty()) {
            return unknown(connection, judgement.wanted(StreamPath.withoutQuery(name)));
        }
        SessionState state = known.get();
        judgement.by(state);
        Optional<Route> route = router.route(state.path().application());
        Optional<StreamPath> path = path(connection, state, route, name);
        path.ifPresentOrElse(judgement::at, () -> judgement.wanted(StreamPath.withoutQuery(name)));
        if (state.isOpen()) {
            return path.isPresent() ? Verdict.allow() : Verdict.refuse();
        }
        if (state.provisional()) {
            return Verdict.refuse();
        }
        Optional<StreamRequest> play =
                path.map(wanted -> request(connection, state, Action.SUBSCRIBE, wanted, "", clock.instant()));
        return lengths.judge(route, generation(route), state.authenticator(), play, playing, judgement);
    }

    /** Where a client's name for a stream leads; empty if the name is refused. */
    private static Optional<StreamPath> path(
            IConnection connection, SessionState state, Optional<Route> route, String name) {
        return ScopePaths.of(connection.getScope())
                .filter(here -> here.application().equals(state.path().application()))
                .flatMap(here -> here.resolve(name))
                .filter(wanted -> !ConnectPlace.isCarrier(wanted, settings(route)));
    }

    @Override
    public Verdict share(IConnection connection, Map<String, Object> session, String name, String operation) {
        return stream(connection, session, Action.SHARE, name, operation);
    }

    private Verdict stream(
            IConnection connection, Map<String, Object> session, Action action, String name, String mode) {
        AuditEntry judgement = judgement(connection, nameOf(action, mode));
        Optional<SessionState> known = known(session);
        if (known.isEmpty()) {
            return unknown(connection, judgement.wanted(StreamPath.withoutQuery(name)));
        }
        SessionState state = known.get();
        judgement.by(state);
        Optional<Route> route = router.route(state.path().application());
        Optional<StreamPath> path = path(connection, state, route, name);
        path.ifPresentOrElse(judgement::at, () -> judgement.wanted(StreamPath.withoutQuery(name)));
        if (state.isOpen()) {
            judgement.off(audit, generation(route));
            return Verdict.allow();
        }
        if (state.provisional()) {
            return provisional(connection, state, new StreamKeyGate.Wish(action, name, path, mode), route, judgement);
        }
        Outcome outcome = refusal(route)
                .orElseGet(() -> path.map(wanted -> decide(connection, state, route.get(), action, wanted, mode))
                        .orElseGet(() -> deny(Reason.BAD_PATH, "invalid name of a stream", route)));
        judgement.log(audit, outcome);
        if (!(outcome.decision() instanceof Decision.Allow allow)) {
            return Verdict.refuse();
        }
        Attributes.write(connection, allow.grant());
        confirmations.await(
                connection,
                outcome,
                judgement,
                deadline(route.flatMap(Route::settings).orElseThrow()));
        return Verdict.allow();
    }

    /** A client that said nothing of itself yet: what it wants, and who it is, are judged together. */
    private Verdict provisional(
            IConnection connection,
            SessionState state,
            StreamKeyGate.Wish wish,
            Optional<Route> route,
            AuditEntry judgement) {
        Optional<Outcome> refusal = refusal(route)
                .or(() -> isOff(route, server.types().of(connection))
                        ? Optional.of(deny(
                                Reason.NOT_ADMITTED,
                                "the client has not authenticated, and authentication was switched off since",
                                route))
                        : Optional.empty());
        if (refusal.isPresent()) {
            judgement.log(audit, refusal.get());
            return Verdict.refuse();
        }
        Instant deadline = deadline(settings(route).orElseThrow());
        return streamKeys.judge(
                connection, state.reconnect(Rtmpt.idOf(connection), deadline), wish, route.get(), judgement);
    }

    private Outcome decide(
            IConnection connection, SessionState state, Route route, Action action, StreamPath path, String mode) {
        ApplicationSettings settings = route.settings().orElseThrow();
        if (action == Action.PUBLISH && !settings.publishModes().contains(mode)) {
            return Outcome.deny(Reason.MODE_NOT_ALLOWED, "publishModes does not list " + mode, route.generation());
        }
        return dispatcher.authorize(
                route, state.authenticator(), request(connection, state, action, path, mode, deadline(settings)));
    }

    private static StreamRequest request(
            IConnection connection, SessionState state, Action action, StreamPath path, String mode, Instant deadline) {
        return new StreamRequest(
                state.connect(Rtmpt.idOf(connection), deadline),
                state.grant().orElseThrow(),
                action,
                path,
                mode,
                deadline);
    }

    @Override
    public Verdict call(IConnection connection, Map<String, Object> session, String method) {
        AuditEntry judgement = judgement(connection, "call");
        Optional<SessionState> known = known(session);
        if (known.isEmpty()) {
            return unknown(connection, judgement);
        }
        SessionState state = known.get();
        judgement.by(state).at(state.path());
        Optional<Route> route = router.route(state.path().application());
        if (state.isOpen()) {
            judgement.off(audit, generation(route));
            return Verdict.allow();
        }
        Outcome outcome = settings(route)
                .filter(settings -> !state.provisional())
                .filter(settings -> settings.remoteMethods().contains(method))
                .map(settings -> new Outcome(
                        new Decision.Allow(state.grant().get()), state.authenticator(), generation(route), ""))
                .orElseGet(() -> deny(Reason.METHOD_NOT_ALLOWED, "remoteMethods does not list " + method, route));
        judgement.log(audit, outcome);
        return outcome.allowed() ? Verdict.allow() : Verdict.refuse();
    }

    /** A session as the hook kept it; empty if another version of this bundle wrote what this one cannot read. */
    private static Optional<SessionState> known(Map<String, Object> session) {
        try {
            return Optional.of(SessionState.of(session));
        } catch (IllegalArgumentException e) {
            LOG.debug("A session cannot be read.", Redacted.of(e));
            return Optional.empty();
        }
    }

    private Verdict unknown(IConnection connection, AuditEntry judgement) {
        judgement
                .in(ScopePaths.application(connection.getScope()))
                .log(
                        audit,
                        Outcome.deny(Reason.NOT_ADMITTED, "the session has an unknown format", router.generation()));
        return Verdict.refuse();
    }

    @Override
    public HttpAnswer http(HttpRequest request, ConcurrentMap<String, Map<String, Object>> sessions) {
        return rtmpt.refusal(request).orElseGet(() -> http.judge(request, sessions));
    }

    @Override
    public void refused(IConnection connection, String action) {
        Outcome outcome = switch (action) {
            case "provisional" ->
                Outcome.deny(Reason.NO_CREDENTIALS, "none came within provisionalSeconds", router.generation());
            case "crowd" ->
                Outcome.deny(Reason.NO_CREDENTIALS, "too many such clients, see maxProvisional", router.generation());
            case "connect" ->
                Outcome.deny(
                        Reason.NOT_ADMITTED,
                        "the application cannot be guarded, or its beans are not in force yet: see the server's log",
                        router.generation());
            default ->
                Outcome.deny(
                        Reason.NOT_ADMITTED,
                        "the client has not been let in, or has to publish or play first",
                        router.generation());
        };
        judgement(connection, action)
                .in(ScopePaths.application(connection.getScope()))
                .log(audit, outcome);
    }

    @Override
    public void notBegun(IConnection connection, Map<String, Object> session, String action, String name) {
        AuditEntry judgement = judgement(connection, action);
        known(session).ifPresent(state -> {
            judgement.by(state);
            Optional<Route> route = router.route(state.path().application());
            state.path().resolve(name).ifPresentOrElse(judgement::at, () -> judgement.wanted(name));
            judgement.refusedByRed5(audit, generation(route));
        });
    }

    @Override
    public void ended(IConnection connection, Map<String, Object> session, String action, String name) {
        Optional<SessionState> known = known(session);
        if (known.isEmpty()) {
            return;
        }
        SessionState state = known.get();
        Optional<StreamPath> path = action.equals("connect")
                ? Optional.of(state.path())
                : state.path().resolve(name);
        if (!state.provisional()) {
            path.ifPresent(
                    what -> judgement(connection, action).by(state).at(what).ended(audit, state));
        }
        Optional<Route> route = router.route(state.path().application());
        if (action.equals("connect") || state.grant().isEmpty() || route.isEmpty() || path.isEmpty()) {
            return;
        }
        Action ended = switch (action) {
            case "publish" -> Action.PUBLISH;
            case "share" -> Action.SHARE;
            default -> Action.SUBSCRIBE;
        };
        dispatcher.ended(state.authenticator(), request(connection, state, ended, path.get(), "", clock.instant()));
    }

    /** Whether configuration says that nobody is asked: for the application, or for the protocol of clients. */
    private static boolean isOff(Optional<Route> route, Optional<ConnectionType> type) {
        Optional<Protocol> clients =
                type.filter(one -> one != ConnectionType.RESTREAMER).map(ConnectionType::protocol);
        return settings(route)
                .map(settings -> !settings.active()
                        || clients.map(protocol -> !settings.asks(protocol)).orElse(false))
                .orElse(false);
    }

    /** Why nobody of the application may do anything, if that is so. */
    private Optional<Outcome> refusal(Optional<Route> route) {
        return NoRoute.refusal(route, router.generation());
    }

    private Outcome deny(Reason reason, String detail, Optional<Route> route) {
        return Outcome.deny(reason, detail, generation(route));
    }

    private long generation(Optional<Route> route) {
        return route.map(Route::generation).orElseGet(router::generation);
    }

    private static Optional<ApplicationSettings> settings(Optional<Route> route) {
        return route.flatMap(Route::settings);
    }

    private Instant deadline(ApplicationSettings settings) {
        return clock.instant().plus(settings.decisionTimeout());
    }

    private static String nameOf(Action action, String mode) {
        return switch (action) {
            case PUBLISH -> "publish";
            case SUBSCRIBE -> "play";
            case SHARE -> "share:" + mode;
        };
    }
}
