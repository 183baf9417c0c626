package io.stagedoor.core.start;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Ends;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.shared.embedded.PlacesInMemory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Clients that are in and begin a stream each, where places may be limited: with the store of a server on its own. For one thread. */
public final class BenchedLimits implements AutoCloseable {

    private final Audit audit;
    private final FrontEnds clients;
    private final PlacesInMemory store = new PlacesInMemory();
    private final Limits limits;
    private final Starting starting;
    private final List<Start> starts = new ArrayList<>();
    /** What the server has for the clients, as long as they are in. */
    private final List<Object> handles = new ArrayList<>();

    /**
     * Nobody is in.
     *
     * @param home a folder for an audit log
     */
    public BenchedLimits(Router router, Path home) {
        audit = Audits.in(home);
        clients = new FrontEnds(System::nanoTime);
        limits = new Limits(
                router, clients, new Ends(clients, audit, Clock.systemUTC()), Clock.systemUTC(), System::nanoTime);
        limits.use(store.state());
        starting = new Starting(List.of(limits));
    }

    /** A client is in, and is about to begin a stream. */
    public void add(
            ApplicationSettings settings, String authenticator, ConnectRequest connect, Grant grant, Action action) {
        Map<String, Object> session = SessionState.granted(connect, authenticator, new Decision.Allow(grant), "", false)
                .toMap();
        Object handle = new Object();
        handles.add(handle);
        String id = "client-" + handles.size();
        clients.sessions().admitted(Kind.CONNECTION, id, handle, session);
        starts.add(new Start(
                settings,
                authenticator,
                grant,
                action,
                new StreamPath(connect.path().application(), connect.path().room(), "show-" + handles.size()),
                new Start.Who(id, handle, connect.remoteAddress(), true, session, Duration.ZERO),
                Instant.MAX,
                false));
    }

    /**
     * A client begins its stream.
     *
     * @param client its number, from nought on
     * @param allowed what its authenticator said
     */
    public Outcome begin(int client, Outcome allowed) {
        return starting.begin(allowed, starts.get(client));
    }

    /** All streams that were begun end. */
    public void endAll() {
        starts.forEach(start -> limits.ended(start.who().session(), start.action()));
    }

    /** How many places are taken. */
    public int taken() {
        return limits.taken();
    }

    @Override
    public void close() {
        limits.close();
        store.close();
        try {
            Audits.close(audit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
