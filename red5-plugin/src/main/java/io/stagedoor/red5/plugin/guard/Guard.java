package io.stagedoor.red5.plugin.guard;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.HttpRequest;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.declared.DeclaredApplications;
import io.stagedoor.red5.plugin.guard.AllowedStreams.State;
import io.stagedoor.red5.plugin.log.StagedoorLog;
import io.stagedoor.red5.plugin.web.OpenTransmissions;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.red5.server.Context;
import org.red5.server.api.IConnection;
import org.red5.server.api.IServer;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.scope.Scope;
import org.slf4j.Logger;
import org.springframework.context.ApplicationContext;

/**
 * The part of Stagedoor inside Red5. It is installed once, before the OSGi framework starts, and never removed. It
 * lets no client in by itself, and asks the current gate.
 */
public final class Guard {

    private static final Logger LOG = StagedoorLog.logger(Guard.class);

    /** One text for every refused connect: Red5 keeps a text that was once set and shows it to later, unrelated clients. */
    private static final String REFUSED = "Not authorized.";

    private final Outage outage = new Outage();
    private final GateHolder gates;
    /** Waits for itself: who loads pages keeps no encoder from waiting. */
    private final GateHolder httpGates;

    private final Sessions sessions;
    private final Closer closer = new Closer();
    private final ApplicationLocks locks = new ApplicationLocks(this);
    private final RemoteCalls calls;
    private final LengthCall lengths;
    private final ProvisionalClients provisional;
    private final ProvisionalCalls provisionalCalls = new ProvisionalCalls(this);
    private final DeclaredApplications declared;
    private final ConcurrentMap<String, Map<String, Object>> httpSessions = new ConcurrentHashMap<>();
    private final OpenTransmissions transmissions = OpenTransmissions.none();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    private Guard(IServer server) {
        declared = DeclaredApplications.of(server);
        gates = new GateHolder(outage);
        httpGates = new GateHolder(outage);
        sessions = new Sessions(gates);
        calls = new RemoteCalls(gates);
        lengths = new LengthCall(gates);
        provisional = new ProvisionalClients(sessions, gates, closer);
    }

    /**
     * Puts the guard in front of a server's applications.
     *
     * @param server the server, whose global scopes are there already
     */
    public static Guard install(IServer server) {
        Guard guard = new Guard(server);
        for (Iterator<IGlobalScope> scopes = server.getGlobalScopes(); scopes.hasNext(); ) {
            guard.wrapGlobal(scopes.next());
        }
        server.addListener(new BroadcastEnd(guard.sessions::endPublished));
        return guard;
    }

    /** The gate of the moment is now this one; {@code null}: there is none. */
    public void gate(Gate gate) {
        gates.set(gate);
        httpGates.set(gate);
    }

    /** How long clients wait for a gate that has just gone; until this is called, not at all. */
    public void grace(Duration grace) {
        gates.grace(grace);
        httpGates.grace(grace);
    }

    /** Says why there is no gate: the text stands in the log when clients are refused for it. */
    public void outage(String cause) {
        outage.because(cause);
    }

    /** Why every client is refused at this moment; empty while there is a gate that decides. */
    public String closedBecause() {
        return gates.isOpen() ? "" : outage.cause();
    }

    /**
     * Refuses paths that would keep Red5 busy, before it looks for their application.
     *
     * @param context the one that Red5 gives its plugins
     */
    public void limitPaths(ApplicationContext context, IServer server) {
        ApplicationPath.limit(context, server, closer);
    }

    /**
     * Keeps clients from ending, or keeping, the threads that read for all.
     *
     * @param context the one that Red5 gives its plugins
     */
    public void protectInput(ApplicationContext context) {
        InputThreads.protect(context, sessions);
    }

    /**
     * Lets go of every connection that ends from now on, where Red5 does not.
     *
     * @param context the one that Red5 gives its plugins
     */
    public void releaseEnded(ApplicationContext context) {
        EndedConnections.release(context, sessions, closer);
    }

    /** The clients that are let in, for bundles. */
    public Clients clients() {
        return new AdmittedClients(sessions, closer);
    }

    /** The responses over HTTP that are under way, for bundles. */
    public OpenTransmissions transmissions() {
        return transmissions;
    }

    /** What applications declare by their beans, for bundles. */
    public DeclaredApplications declared() {
        return declared;
    }

    /**
     * Refuses everyone from now on, without waiting, and says of every stream that it has ended. The hooks stay where they are.
     */
    public void close() {
        outage.because("Stagedoor is stopping");
        gates.close();
        httpGates.close();
        sessions.close();
        httpSessions.clear();
        closer.close();
    }

    /**
     * What becomes of a request over HTTP.
     *
     * @param nobody the answer when there is no gate that answers
     */
    public HttpAnswer http(HttpRequest request, HttpAnswer nobody) {
        String context = request.contextPath();
        return declared.isPending(context.isEmpty() ? "root" : context.substring(1))
                ? nobody
                : httpGates.ask(gate -> gate.http(request, httpSessions), HttpAnswer::allowed, nobody);
    }

    private void wrapGlobal(IGlobalScope global) {
        ((Scope) global).setHandler(new GuardedHandler(global.getHandler(), this));
        if (global.getContext() instanceof Context context) {
            locks.wrap(context);
            RoomResolver.install(context, this);
        }
    }

    /** Lets a connection into the scope that it connects to, or throws. */
    void connect(IConnection connection, Object[] arguments) {
        Session session = sessions.of(connection);
        if (session != null && session.arrives()) {
            return;
        }
        if (judge(connection, arguments)
                .verdict()
                .room()
                .isPresent()) { // only one who asks for a room can be sent to another
            forget(connection);
            throw refused(connection);
        }
    }

    /**
     * Lets a connection into a room that is not there yet, or no longer when it has been judged; or throws.
     *
     * @return whether Red5 and the application have let it in, too
     */
    boolean connect(IConnection connection, PendingRoom room, Object[] arguments) {
        Admission admission = judge(connection, arguments);
        boolean connected = false;
        try {
            Scope scope = room.resolve(admission.verdict().room());
            connected = send(connection, admission.session(), scope, arguments);
        } finally {
            if (!connected) {
                forget(connection);
            }
        }
        return connected;
    }

    private boolean send(IConnection connection, Session session, Scope scope, Object[] arguments) {
        session.sent(scope);
        try {
            ConnectionScope.set(connection, scope);
            return scope.isConnectionAllowed(connection) && scope.connect(connection, arguments);
        } finally {
            session.arrived();
        }
    }

    /** What was decided about a connect, and the session that came of it: of no account where everyone is let in unguarded. */
    private record Admission(Verdict verdict, Session session) {}

    private Admission judge(IConnection connection, Object[] arguments) {
        IScope scope = connection.getScope();
        IScope application = applicationOf(scope);
        if (application == null) {
            throw refusedUnjudged(connection);
        }
        if (declared.isPending(application)) {
            connectTooEarly(connection, application);
        }
        String unguardable = locks.put(scope);
        if (unguardable != null) {
            connectUnguarded(connection, application, unguardable);
            return new Admission(Verdict.allow(), new Session(Map.of(), scope));
        }
        Verdict verdict = whileIntroduced(connection, arguments, gate -> gate.connect(connection, scope, arguments));
        Session session = verdict.allowed() && !verdict.session().isEmpty() ? admit(connection, scope, verdict) : null;
        if (session == null) {
            throw refused(connection);
        }
        return new Admission(verdict, session);
    }

    private Session admit(IConnection connection, IScope judged, Verdict verdict) {
        IScope scope = judged instanceof PendingRoom ? null : judged;
        if (verdict.provision().isPresent()) {
            return provisional.admit(
                    connection, scope, verdict.session(), verdict.provision().get());
        }
        Session session = new Session(verdict.session(), scope);
        return sessions.admit(connection, session) ? session : null;
    }

    /** Asks while an application's own validator can be given the connection. */
    private Verdict whileIntroduced(IConnection connection, Object[] arguments, Function<Gate, Verdict> question) {
        declared.begin(connection, arguments);
        try {
            return gates.ask(question);
        } finally {
            declared.end(connection);
        }
    }

    private void connectTooEarly(IConnection connection, IScope application) {
        if (warned.add("declared by " + application.getName())) {
            LOG.warn(
                    "Clients of '{}' are refused until the beans of its red5-web.xml are applied. If this lasts, look for"
                            + " a line with \"red5-web.xml of\" above.",
                    application.getName());
        }
        throw refusedUnjudged(connection);
    }

    private void connectUnguarded(IConnection connection, IScope application, String why) {
        Verdict off = gates.ask(gate -> gate.guards(application.getName()) ? Verdict.refuse() : Verdict.allow());
        if (off.allowed()) {
            return;
        }
        if (warned.add(application.getName())) {
            LOG.error(
                    "Application '{}' cannot be guarded: {}. All its clients are refused. To admit all of them without a"
                            + " check, set active=false in its stagedoor.application configuration.",
                    application.getName(),
                    why);
        }
        throw refusedUnjudged(connection);
    }

    private ClientRejectedException refusedUnjudged(IConnection connection) {
        gates.tell(gate -> gate.refused(connection, "connect"));
        return refused(connection);
    }

    private ClientRejectedException refused(IConnection connection) {
        closer.closeAfterRefusedConnect(connection);
        return new ClientRejectedException(REFUSED);
    }

    /** Red5's own handler has refused what was let in. */
    void forget(IConnection connection) {
        sessions.end(connection);
    }

    private static IScope applicationOf(IScope scope) {
        IScope up = scope;
        while (up != null && up.getType() != ScopeType.APPLICATION) {
            up = up.getParent();
        }
        return up;
    }

    /** A call of a connection that was not let in: sent behind a refused connect, which is on its way to being closed. */
    void refuseCall(IConnection connection) {
        gates.tell(gate -> gate.refused(connection, "call"));
        closer.closeWhenFlushed(connection);
    }

    void closeRefused(IConnection connection) {
        closer.closeWhenFlushed(connection);
    }

    /**
     * Whether a stream is allowed. A client that has still to say who it is has done so thereby.
     *
     * @param question to the gate of the moment, about what it is told of the client
     */
    boolean allowsStream(
            IConnection connection, Session session, BiFunction<Gate, Map<String, Object>, Verdict> question) {
        while (true) {
            Session.Held held = session.held();
            Verdict verdict = held.provisional()
                    ? whileIntroduced(connection, null, gate -> question.apply(gate, held.state()))
                    : gates.ask(gate -> question.apply(gate, held.state()));
            if (!verdict.allowed() || !held.provisional()) {
                return verdict.allowed();
            }
            if (verdict.session().isEmpty() || session.isClosed()) {
                return false;
            }
            if (session.settle(held.state(), verdict.session())) {
                return true;
            }
            // Somebody else since, by another stream that it asked for at the same time: judged as that.
        }
    }

    boolean publishPassed(String name, String mode) {
        return passed(
                AllowedStreams.Stream.publish(name),
                connection -> (gate, state) -> gate.publish(connection, state, text(name), mode));
    }

    boolean playPassed(String name) {
        return passed(
                AllowedStreams.Stream.play(name),
                connection -> (gate, state) -> gate.play(connection, state, text(name)));
    }

    private boolean passed(
            AllowedStreams.Stream stream,
            Function<IConnection, BiFunction<Gate, Map<String, Object>, Verdict>> question) {
        return judge(stream.action(), (connection, session) -> {
            int streamId = streamId(connection);
            if (session.holds(streamId, stream)) {
                return true;
            }
            // Not a stream that the invoker let through: Red5 has made another name of it, or it came another way.
            if (!allowsStream(connection, session, question.apply(connection))) {
                closer.closeLater(connection);
                return false;
            }
            sessions.tell(connection, session, session.allow(streamId, stream, State.ASKED));
            return true;
        });
    }

    private static String text(String name) {
        return name == null ? "" : name;
    }

    boolean share(String name, String operation) {
        return judge(AllowedStreams.Stream.SHARE, (connection, session) -> {
            if (session.isProvisional()) {
                gates.tell(gate -> gate.refused(connection, AllowedStreams.Stream.SHARE));
                return false;
            }
            boolean allowed = gates.ask(gate -> gate.share(connection, session.state(), name, operation))
                    .allowed();
            if (allowed) {
                AllowedStreams.Stream object = AllowedStreams.Stream.share(name);
                sessions.tell(connection, session, session.allow(Session.NO_STREAM_ID, object, State.BEGUN));
            }
            return allowed;
        });
    }

    /** Judges for a handler that Red5 asks: it must not throw, or the client is left hanging. */
    private boolean judge(String action, BiPredicate<IConnection, Session> allowed) {
        try {
            IConnection connection = Red5.getConnectionLocal();
            Session session = sessions.in(connection);
            if (session != null) {
                return allowed.test(connection, session);
            }
            if (connection != null) {
                gates.tell(gate -> gate.refused(connection, action));
            }
            return false;
        } catch (RuntimeException e) {
            LOG.error("Could not judge a {}; refused.", action, Redacted.of(e));
            return false;
        }
    }

    /** The stream id of a call; 0 where Red5 finds one itself. */
    static int streamId(IConnection connection) {
        Number id = connection.getStreamId();
        return id == null ? 0 : Math.max(0, id.intValue());
    }

    RemoteCalls calls() {
        return calls;
    }

    LengthCall lengths() {
        return lengths;
    }

    ProvisionalCalls provisionalCalls() {
        return provisionalCalls;
    }

    ProvisionalClients provisional() {
        return provisional;
    }

    /** How much there is still to do later. */
    int pendingTasks() {
        return closer.pending();
    }

    GateHolder gates() {
        return gates;
    }

    Sessions sessions() {
        return sessions;
    }
}
