package io.stagedoor.core.admission;

import io.stagedoor.auth.Protocol;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.settings.ApplicationSettings;
import java.util.Optional;

/** What is in force for one application at one moment: by this a client is read and judged. Immutable. */
public final class Door {

    private final String application;
    private final Optional<Route> route;
    private final long generation;

    /** @param generation of the routing table */
    Door(String application, Optional<Route> route, long generation) {
        this.application = application;
        this.route = route;
        this.generation = route.map(Route::generation).orElse(generation);
    }

    /** The name of the application. */
    public String application() {
        return application;
    }

    /** The settings in force; empty if there is no configuration, or only one that never could be understood: everyone is refused. */
    public Optional<ApplicationSettings> settings() {
        return route.flatMap(Route::settings);
    }

    /** Whether clients of the application are judged at all; {@code false} only if the configuration says so. */
    public boolean isGuarded() {
        return settings().map(ApplicationSettings::active).orElse(true);
    }

    /** Whether the configuration says that nobody is asked about clients of a protocol; empty for a client of none. */
    boolean isOff(Optional<Protocol> protocol) {
        return settings()
                .map(settings -> !settings.active()
                        || protocol.map(one -> !settings.asks(one)).orElse(false))
                .orElse(false);
    }

    Optional<Route> route() {
        return route;
    }

    long generation() {
        return generation;
    }
}
