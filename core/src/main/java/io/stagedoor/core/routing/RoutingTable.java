package io.stagedoor.core.routing;

import io.stagedoor.auth.Protocol;
import io.stagedoor.core.meter.Meters;
import io.stagedoor.core.settings.Application;
import io.stagedoor.core.settings.ApplicationSettings;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * The table that comes after this one.
     *
     * @param applications the first of a name counts
     * @param now by name: the authenticators that are there, and those that were
     */
    RoutingTable next(Collection<Application> applications, Map<String, Route.Link> now) {
        // With thousands of applications it is the chains that take time, and most changes are of one application.
        boolean sameLinks = now.equals(links);
        Map<String, Route> changed = new HashMap<>();
        for (Application application : applications) {
            Optional<ApplicationSettings> settings = application.settings();
            Route before = sameLinks ? routes.get(application.name()) : null;
            Map<Protocol, List<Route.Link>> chains = before != null && before.isOf(settings)
                    ? before.chains()
                    : settings.map(in -> chains(in, now)).orElse(Map.of());
            changed.putIfAbsent(application.name(), new Route(settings, chains, generation + 1, application.where()));
        }
        return new RoutingTable(changed, now, generation + 1);
    }

    private static Map<Protocol, List<Route.Link>> chains(ApplicationSettings settings, Map<String, Route.Link> links) {
        Map<Protocol, List<Route.Link>> chains = new EnumMap<>(Protocol.class);
        settings.deciders()
                .authenticators()
                .forEach((protocol, names) -> chains.put(
                        protocol, names.stream().map(name -> link(links, name)).toList()));
        return chains;
    }

    private static Route.Link link(Map<String, Route.Link> links, String name) {
        Route.Link link = links.get(name);
        return link == null ? neverThere(name) : link;
    }

    private static Route.Link neverThere(String name) {
        return new Route.Link(name, Optional.empty(), Optional.empty());
    }

    /** What is in force for an application: its own configuration, or the one of all others; empty for none. */
    Optional<Route> route(String application) {
        Route own = routes.get(application);
        return Optional.ofNullable(own == null ? routes.get(ApplicationSettings.ANY) : own);
    }

    /** The name in the configuration that is in force for an application; {@link Meters#OTHER} for none. */
    String metered(String application) {
        if (routes.containsKey(application)) {
            return application;
        }
        return routes.containsKey(ApplicationSettings.ANY) ? ApplicationSettings.ANY : Meters.OTHER;
    }

    /** The authenticator of a name as it is now. */
    Route.Link link(String name) {
        return link(links, name);
    }

    /** The names that services have. */
    List<String> registered() {
        return links.values().stream()
                .filter(link -> link.bound().isPresent())
                .map(Route.Link::name)
                .toList();
    }

    /** The names of the applications that have a configuration of their own. */
    Set<String> names() {
        return routes.keySet();
    }

    Collection<Route> routes() {
        return routes.values();
    }

    long generation() {
        return generation;
    }
}
