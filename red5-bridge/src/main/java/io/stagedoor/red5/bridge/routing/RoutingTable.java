package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.Protocol;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Which authenticators decide for which application. Immutable: a change is a new table. */
final class RoutingTable {

    static final RoutingTable EMPTY = new RoutingTable(Map.of(), Map.of(), 0);

    private final Map<String, Route> routes;
    private final Map<String, Route.Link> links;
    private final long generation;

    private RoutingTable(Map<String, Route> routes, Map<String, Route.Link> links, long generation) {
        this.routes = routes;
        this.links = links;
        this.generation = generation;
    }

    /**
     * The table of these applications and authenticators.
     *
     * @param applications the first of a name counts
     * @param links by name: the authenticators that are there, and those that were
     */
    static RoutingTable of(Collection<Application> applications, Map<String, Route.Link> links, long generation) {
        Map<String, Route> routes = new HashMap<>();
        Map<String, Route.Link> known = new HashMap<>(links);
        for (Application application : applications) {
            Optional<ApplicationSettings> settings = application.settings();
            Map<Protocol, List<Route.Link>> chains = new EnumMap<>(Protocol.class);
            settings.ifPresent(in -> in.authenticators()
                    .forEach((protocol, names) -> chains.put(
                            protocol,
                            names.stream()
                                    .map(name -> known.computeIfAbsent(name, RoutingTable::neverThere))
                                    .toList())));
            routes.putIfAbsent(application.name(), new Route(settings, chains, generation));
        }
        return new RoutingTable(Map.copyOf(routes), Map.copyOf(known), generation);
    }

    private static Route.Link neverThere(String name) {
        return new Route.Link(name, Optional.empty(), OptionalLong.empty());
    }

    /** What is in force for an application: its own configuration, or the one of all others; empty for none. */
    Optional<Route> route(String application) {
        Route own = routes.get(application);
        return Optional.ofNullable(own == null ? routes.get(ApplicationSettings.ANY) : own);
    }

    /** The authenticator of a name as it is now. */
    Route.Link link(String name) {
        Route.Link link = links.get(name);
        return link == null ? neverThere(name) : link;
    }

    Collection<Route> routes() {
        return routes.values();
    }

    long generation() {
        return generation;
    }
}
