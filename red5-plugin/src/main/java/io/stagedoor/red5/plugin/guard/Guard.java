package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.red5.server.Context;
import org.red5.server.adapter.MultiThreadedApplicationAdapter;
import org.red5.server.api.IConnection;
import org.red5.server.api.IServer;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.scope.ScopeType;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.scope.Scope;
import org.red5.server.service.ServiceNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Red5 holds of Stagedoor: installed once, before there is any framework, and never taken away. It lets nobody in by
 * itself, and asks the gate of the moment.
 */
public final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** One text for every refused connect: Red5 keeps a text that was once set and shows it to later, unrelated clients. */
    private static final String REFUSED = "Not authorized.";

    private final Outage outage = new Outage();
    private final GateHolder gates;
    private final Sessions sessions;
    private final Closer closer = new Closer();
    private final StreamLock streamLock = new StreamLock(this);
    private final ReentrantLock installing = new ReentrantLock();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    private Guard(Duration grace) {
        gates = new GateHolder(grace, outage);
        sessions = new Sessions(gates);
    }

    /**
     * Puts the guard in front of a server's applications.
     *
     * @param server the server, whose global scopes are there already
     * @param grace how long clients wait for a gate that has just gone; zero: not at all
     */
    public static Guard install(IServer server, Duration grace) {
        Guard guard = new Guard(grace);
        for (Iterator<IGlobalScope> scopes = server.getGlobalScopes(); scopes.hasNext(); ) {
            guard.wrapGlobal(scopes.next());
        }
        server.addListener(new BroadcastEnd(guard.sessions::endPublished));
        return guard;
    }

    /** The gate of the moment is now this one; {@code null}: there is none. */
    public void gate(Gate gate) {
        gates.set(gate);
    }

    /** Says why there is no gate: the text stands in the log when clients are refused for it. */
    public void outage(String cause) {
        outage.because(cause);
    }

    /** Refuses everyone from now on, without waiting. The hooks stay where they are. */
    public void close() {
        outage.because("Stagedoor is stopping");
        gates.close();
        closer.close();
    }

    /**
     * Whether a request over HTTP may reach what Red5 serves of streams.
     *
     * @param application the name of the web application
     * @param path decoded and normalised, below the web application
     * @param remoteAddress the client's address
     */
    public boolean allowsHttp(String application, String path, String remoteAddress) {
        return gates.ask(gate -> gate.http(application, path, remoteAddress)).allowed();
    }

    private void wrapGlobal(IGlobalScope global) {
        ((Scope) global).setHandler(new GuardedHandler(global.getHandler(), this));
        if (global.getContext() instanceof Context context) {
            context.setServiceInvoker(new GuardedInvoker(context.getServiceInvoker(), this));
        }
    }

    /** Lets a connection in, or throws. */
    void connect(IConnection connection, Object[] arguments) {
        IScope scope = connection.getScope();
        IScope application = applicationOf(scope);
        if (application == null) {
            throw refused(connection);
        }
        String unguardable = guard(application);
        if (unguardable != null) {
            connectUnguarded(connection, application, unguardable);
            return;
        }
        Verdict verdict = gates.ask(gate -> gate.connect(connection, scope, arguments));
        if (!verdict.allowed() || verdict.session().isEmpty() || !sessions.admit(connection, verdict.session())) {
            throw refused(connection);
        }
    }

    private void connectUnguarded(IConnection connection, IScope application, String why) {
        Verdict off = gates.ask(gate -> gate.guards(application.getName()) ? Verdict.refuse() : Verdict.allow());
        if (off.allowed()) {
            return;
        }
        if (warned.add(application.getName())) {
            LOG.error(
                    "The application '{}' cannot be guarded: {}. Everyone is refused. To let everyone in instead, set active=false in its stagedoor.application configuration.",
                    application.getName(),
                    why);
        }
        throw refused(connection);
    }

    private ClientRejectedException refused(IConnection connection) {
        closer.closeAfterRefusedConnect(connection);
        return new ClientRejectedException(REFUSED);
    }

    /** Red5's own handler has refused what was let in. */
    void forget(IConnection connection) {
        sessions.end(connection);
    }

    /**
     * Puts the locks on an application, once.
     *
     * @return why that is not possible; {@code null} when it is
     */
    private String guard(IScope application) {
        if (!(application.getContext() instanceof Context context)) {
            return "its context is no org.red5.server.Context but " + nameOf(application.getContext());
        }
        if (isGuarded(context)) {
            return null;
        }
        if (!(application.getHandler() instanceof MultiThreadedApplicationAdapter adapter)) {
            return "its handler is no MultiThreadedApplicationAdapter but " + nameOf(application.getHandler());
        }
        installing.lock();
        try {
            if (!isGuarded(context)) {
                adapter.registerStreamPublishSecurity(streamLock);
                adapter.registerStreamPlaybackSecurity(streamLock);
                adapter.registerSharedObjectSecurity(streamLock);
                context.setServiceInvoker(new GuardedInvoker(context.getServiceInvoker(), this));
                LOG.info("Guarding the application '{}'.", application.getName());
            }
            return null;
        } finally {
            installing.unlock();
        }
    }

    private boolean isGuarded(Context context) {
        return context.getServiceInvoker() instanceof GuardedInvoker invoker && invoker.isOf(this);
    }

    private static String nameOf(Object object) {
        return object == null ? "null" : object.getClass().getName();
    }

    private static IScope applicationOf(IScope scope) {
        IScope up = scope;
        while (up != null && up.getType() != ScopeType.APPLICATION) {
            up = up.getParent();
        }
        return up;
    }

    /** Whether an admitted client may call a method, on the handler of a scope or on a service in it. */
    boolean callable(IConnection connection, Session session, IServiceCall call, IScope scope) {
        String service = call.getServiceName();
        if (service == null || service.isEmpty()) {
            return callable(connection, session, call, scope.getHandler());
        }
        Object target = scope.getServiceHandler(service);
        if (target == null) {
            target = bean(scope, service);
        }
        return callable(connection, session, call, target);
    }

    private static Object bean(IScope scope, String service) {
        try {
            return scope.getContext().lookupService(service);
        } catch (ServiceNotFoundException e) {
            return null;
        }
    }

    /** Whether an admitted client may call a method on an object; {@code null}: on nothing that is known. */
    boolean callable(IConnection connection, Session session, IServiceCall call, Object target) {
        String method = StreamNames.method(call);
        if (method.isEmpty()) {
            return false;
        }
        if (target == null || !Red5Methods.declares(target, method)) {
            return true;
        }
        return gates.ask(gate -> gate.call(connection, session.state(), method)).allowed();
    }

    /** A call of a connection that was not let in: sent behind a refused connect, which is on its way to being closed. */
    void refuseCall(IConnection connection) {
        gates.tell(gate -> gate.refused(connection, "call"));
        closer.closeWhenFlushed(connection);
    }

    void closeRefused(IConnection connection) {
        closer.closeWhenFlushed(connection);
    }

    boolean publishPassed(String name, String mode) {
        return passed(
                Session.Stream.PUBLISH,
                name,
                (connection, session) -> gates.ask(gate -> gate.publish(connection, session, name, mode)));
    }

    boolean playPassed(String name) {
        return passed(
                Session.Stream.PLAY,
                name,
                (connection, session) -> gates.ask(gate -> gate.play(connection, session, name)));
    }

    private boolean passed(String action, String name, BiFunction<IConnection, Map<String, Object>, Verdict> question) {
        return judge(action, (connection, session) -> {
            if (session.holds(streamId(connection), new Session.Stream(action, name))) {
                return true;
            }
            // Not a name that the invoker let through as it stands: Red5 has made another one of it, or it came another
            // way.
            boolean allowed =
                    name != null && question.apply(connection, session.state()).allowed();
            if (!allowed) {
                closer.closeLater(connection);
            }
            return allowed;
        });
    }

    boolean share(String name, String operation) {
        return judge(Session.Stream.SHARE, (connection, session) -> {
            boolean allowed = gates.ask(gate -> gate.share(connection, session.state(), name, operation))
                    .allowed();
            if (allowed) {
                Session.Stream object = new Session.Stream(Session.Stream.SHARE, name);
                sessions.tellEnded(connection, session, session.begin(Session.NO_STREAM_ID, object));
            }
            return allowed;
        });
    }

    /** Judges for a handler that Red5 asks: it must not throw, or the client is left hanging. */
    private boolean judge(String action, BiPredicate<IConnection, Session> allowed) {
        try {
            IConnection connection = Red5.getConnectionLocal();
            Session session = sessions.of(connection);
            if (session != null) {
                return allowed.test(connection, session);
            }
            if (connection != null) {
                gates.tell(gate -> gate.refused(connection, action));
            }
            return false;
        } catch (RuntimeException e) {
            LOG.error("Could not judge a {}; refused.", action, e);
            return false;
        }
    }

    static int streamId(IConnection connection) {
        Number id = connection.getStreamId();
        return id == null ? 0 : id.intValue();
    }

    GateHolder gates() {
        return gates;
    }

    Sessions sessions() {
        return sessions;
    }
}
