package io.stagedoor.red5.plugin.guard;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.host.Outage;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.plugin.declared.DeclaredApplications;
import io.stagedoor.red5.plugin.ending.Ends;
import io.stagedoor.red5.plugin.ending.Workers;
import io.stagedoor.red5.plugin.web.OpenTransmissions;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IServer;
import org.red5.server.api.scope.IGlobalScope;
import org.springframework.context.ApplicationContext;

/**
 * The part of Stagedoor inside Red5. It is installed once, before the OSGi framework starts, and never removed. It
 * lets no client in by itself, and asks the current gate.
 */
public final class Guard {

    private final Outage outage = Outage.atStart();
    private final GateHolder gates;
    /** Waits for itself: who loads pages keeps no encoder from waiting. */
    private final GateHolder httpGates;

    private final Ends ends = Ends.start();
    private final Workers workers = Workers.ready();
    private final Closer closer = new Closer(workers);
    private final Sessions sessions;
    private final ProvisionalClients provisional;
    private final DeclaredApplications declared;
    private final Admission admission;
    private final ConcurrentMap<String, Map<String, Object>> httpSessions = new ConcurrentHashMap<>();
    private final OpenTransmissions transmissions;

    private Guard(IServer server) {
        declared = DeclaredApplications.of(server);
        gates = new GateHolder(outage);
        httpGates = new GateHolder(outage);
        sessions = new Sessions(gates, new Cuts(ends, closer));
        provisional = new ProvisionalClients(sessions, gates, workers, closer);
        admission = new Admission(gates, sessions, closer, declared, provisional);
        transmissions = new OpenTransmissions(
                ends,
                workers,
                (session, reason, usage) -> gates.tell(gate -> gate.over(session, reason, usage)),
                httpSessions);
    }

    /**
     * Puts the guard in front of a server's applications.
     *
     * @param server the server, whose global scopes are there already
     */
    public static Guard install(IServer server) {
        Guard guard = new Guard(server);
        for (Iterator<IGlobalScope> scopes = server.getGlobalScopes(); scopes.hasNext(); ) {
            guard.admission.guard(scopes.next());
        }
        server.addListener(new BroadcastEnd(guard.sessions::endPublished));
        return guard;
    }

    /** The gate of the moment is now this one; {@code null}: there is none. */
    public void gate(@Nullable Gate gate) {
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
        EndedConnections.release(context, sessions, workers);
    }

    /** The clients that are let in, for bundles. */
    public Clients clients() {
        return new AdmittedClients(sessions, closer, workers);
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
        ends.close();
        workers.close();
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

    ProvisionalClients provisional() {
        return provisional;
    }

    /** How much there is still to do later. */
    int pendingTasks() {
        return workers.pending();
    }

    Sessions sessions() {
        return sessions;
    }

    Admission admission() {
        return admission;
    }
}
