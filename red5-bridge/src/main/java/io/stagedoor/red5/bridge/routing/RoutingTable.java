package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.Authenticator;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which authenticators decide for which application. Immutable: a change is a new table. */
final class RoutingTable {

    static final RoutingTable EMPTY = new RoutingTable(Map.of(), 0);

    private final Map<String, Route> routes;
    private final long generation;

    private RoutingTable(Map<String, Route> routes, long generation) {
        this.routes = routes;
        this.generation = generation;
    }

    /**
     * The table of these applications and authenticators.
     *
     * @param applications the first of a name counts
     * @param authenticators by name
     */
    static RoutingTable of(
            Collection<Application> applications, Map<String, Authenticator> authenticators, long generation) {
        Map<String, Route> routes = new HashMap<>();
        for (Application application : applications) {
            Optional<ApplicationSettings> settings = application.settings();
            List<Route.Link> chain = settings.map(ApplicationSettings::authenticators).orElse(List.of()).stream()
                    .map(name -> new Route.Link(name, Optional.ofNullable(authenticators.get(name))))
                    .toList();
            routes.putIfAbsent(application.name(), new Route(settings, chain, generation));
        }
        return new RoutingTable(Map.copyOf(routes), generation);
    }

    /** What is in force for an application: its own configuration, or the one of all others; empty for none. */
    Optional<Route> route(String application) {
        Route own = routes.get(application);
        return Optional.ofNullable(own == null ? routes.get(ApplicationSettings.ANY) : own);
    }

    Collection<Route> routes() {
        return routes.values();
    }

    long generation() {
        return generation;
    }
}
