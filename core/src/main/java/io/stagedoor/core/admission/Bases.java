package io.stagedoor.core.admission;

import io.stagedoor.auth.Protocol;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.ClusterMembership;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.OnChange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What sessions would rest on if they began now, for the time of one look: found once for all clients of one kind. For one thread. */
final class Bases {

    private final Router router;
    private final Map<String, Optional<Route>> routes = new HashMap<>();
    private final Map<Kind, Optional<Now>> known = new HashMap<>();

    private record Kind(String application, String protocol, String insider) {}

    /** What is in force for clients of one kind. */
    record Now(Route route, OnChange onChange, String basis) {}

    Bases(Router router) {
        this.router = router;
    }

    /**
     * What a session would rest on.
     *
     * @return empty where nothing is to be done whatever it is: the application keeps its clients, or the session cannot be read
     */
    Optional<Now> of(Map<String, Object> session, Optional<ClusterMembership> cluster) {
        String application = SessionState.peek(session, SessionState.APPLICATION);
        Optional<Route> route = routes.computeIfAbsent(application, this::changing);
        if (route.isEmpty()) {
            return Optional.empty();
        }
        String authenticator = SessionState.peek(session, SessionState.AUTHENTICATOR);
        String insider = Insiders.isInsider(authenticator) ? authenticator : "";
        Kind kind = new Kind(application, SessionState.peek(session, SessionState.PROTOCOL), insider);
        return known.computeIfAbsent(
                kind, key -> basis(key, route.get(), cluster).map(basis -> now(route.get(), basis)));
    }

    private static Now now(Route route, String basis) {
        return new Now(route, route.settings().orElseThrow().onChange(), basis);
    }

    /** The route of an application that does something with its clients when things change; empty for any other. */
    private Optional<Route> changing(String application) {
        return router.route(application)
                .filter(route -> route.settings()
                        .map(ApplicationSettings::onChange)
                        .map(onChange -> onChange != OnChange.KEEP)
                        .orElse(false));
    }

    private static Optional<String> basis(Kind kind, Route route, Optional<ClusterMembership> cluster) {
        if (!kind.insider().isEmpty()) {
            return Optional.of(Insiders.basis(route, kind.insider(), cluster));
        }
        try {
            return Optional.of(Basis.of(route, Protocol.valueOf(kind.protocol())));
        } catch (IllegalArgumentException e) { // of a core that knows more protocols
            return Optional.empty();
        }
    }
}
