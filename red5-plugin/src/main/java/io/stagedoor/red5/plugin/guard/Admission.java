package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.hook.Attempt;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.declared.DeclaredApplications;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.red5.server.Context;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.scope.Scope;
import org.slf4j.Logger;

/**
 * Judges what clients of Red5 ask for, by the gate of the moment: who may connect, and which streams they may send and receive. Thread-safe.
 */
final class Admission {

    private static final Logger LOG = StagedoorLog.logger(Admission.class);

    /** One text for every refused connect: Red5 keeps a text that was once set and shows it to later, unrelated clients. */
    private static final String REFUSED = "Not authorized.";

    private final GateHolder gates;
    private final Sessions sessions;
    private final Closer closer;
    private final DeclaredApplications declared;
    private final ProvisionalClients provisional;
    private final ProvisionalCalls provisionalCalls = new ProvisionalCalls(this);
    private final RemoteCalls calls;
    private final LengthCall lengths;
    private final Mentions mentions;
    private final Commands commands;
    private final ApplicationLocks locks = new ApplicationLocks(this);
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Admission(
            GateHolder gates,
            Sessions sessions,
            Closer closer,
            DeclaredApplications declared,
            ProvisionalClients provisional) {
        this.gates = gates;
        this.sessions = sessions;
        this.closer = closer;
        this.declared = declared;
        this.provisional = provisional;
        this.calls = new RemoteCalls(gates);
        this.lengths = new LengthCall(gates);
        this.mentions = new Mentions(gates);
        this.commands = new Commands(gates);
    }

    /** Puts itself in front of the applications of a global scope. */
    void guard(IGlobalScope global) {
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
        Judged judged = judge(connection, arguments);
        boolean connected = false;
        try {
            Scope scope = room.resolve(judged.verdict().room());
            connected = send(connection, judged.session(), scope, arguments);
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
    private record Judged(Verdict verdict, Session session) {}

    private Judged judge(IConnection connection, Object[] arguments) {
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
            return new Judged(Verdict.allow(), new Session(Map.of(), scope));
        }
        Verdict verdict = whileIntroduced(connection, arguments, gate -> gate.connect(connection, scope, arguments));
        Session session = verdict.allowed() && !verdict.session().isEmpty() ? admit(connection, scope, verdict) : null;
        if (session == null) {
            throw refused(connection);
        }
        return new Judged(verdict, session);
    }

    private @Nullable Session admit(IConnection connection, IScope judged, Verdict verdict) {
        IScope scope = judged instanceof PendingRoom ? null : judged;
        if (sessions.isOver(verdict.session())) {
            gates.tell(gate -> gate.refused(connection, Attempt.CONNECT_TOO_LATE));
            return null;
        }
        if (verdict.provision().isPresent()) {
            return provisional.admit(
                    connection, scope, verdict.session(), verdict.provision().get());
        }
        Session session = new Session(verdict.session(), scope);
        return sessions.admit(connection, session) ? session : null;
    }

    /** Asks while an application's own validator can be given the connection. */
    private Verdict whileIntroduced(
            IConnection connection, Object @Nullable [] arguments, Function<Gate, Verdict> question) {
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
        gates.tell(gate -> gate.refused(connection, Attempt.CONNECT));
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
        tellRefused(connection, Attempt.CALL);
        closer.closeWhenFlushed(connection);
    }

    /** Reports a request that nobody was asked about, unless it comes from a client that is being disconnected. */
    void tellRefused(IConnection connection, Attempt attempt) {
        Session session = sessions.of(connection);
        if (session == null || !session.isCut()) {
            gates.tell(gate -> gate.refused(connection, attempt));
        }
    }

    void closeRefused(IConnection connection) {
        closer.closeWhenFlushed(connection);
    }

    /**
     * Judges a stream. A client that has still to say who it is has done so thereby.
     *
     * @param question to the gate of the moment, about what it is told of the client
     */
    Verdict stream(IConnection connection, Session session, BiFunction<Gate, Map<String, Object>, Verdict> question) {
        while (true) {
            Session.Held held = session.held();
            Verdict verdict = held.provisional()
                    ? whileIntroduced(connection, null, gate -> question.apply(gate, held.state()))
                    : gates.ask(gate -> question.apply(gate, held.state()));
            if (!verdict.allowed() || !held.provisional()) {
                return verdict;
            }
            if (verdict.session().isEmpty() || session.isClosed()) {
                return Verdict.refuse();
            }
            if (session.settle(held.state(), verdict.session())) {
                sessions.follow(connection, session);
                return sessions.isOver(verdict.session()) ? Verdict.refuse() : verdict;
            }
            // Somebody else since, by another stream that it asked for at the same time: judged as that.
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

    Mentions mentions() {
        return mentions;
    }

    Commands commands() {
        return commands;
    }

    ProvisionalCalls provisionalCalls() {
        return provisionalCalls;
    }

    GateHolder gates() {
        return gates;
    }

    Sessions sessions() {
        return sessions;
    }

    Closer closer() {
        return closer;
    }
}
