package io.stagedoor.core.routing;

import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.OnChange;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The applications whose configuration was removed, and what it said of their clients. Whoever renames a file removes a configuration for a
 * moment, so a removal counts once the configuration was missing in some looks in a row. Thread-safe.
 */
final class RemovedApplications {

    /** Of half a second each: a file that is back is read after a second at most, when it has been the same twice. */
    static final int LOOKS = 4;

    /** @param missing in how many looks */
    private record Removed(OnChange onChange, int missing) {

        Removed again() {
            return new Removed(onChange, Math.min(missing + 1, LOOKS));
        }
    }

    private final Map<String, Removed> removed = new ConcurrentHashMap<>();

    /** The table has changed. */
    void changed(RoutingTable before, RoutingTable now) {
        before.names().stream()
                .filter(name -> !now.names().contains(name))
                .forEach(name -> before.route(name)
                        .flatMap(Route::settings)
                        .map(ApplicationSettings::onChange)
                        .ifPresent(onChange -> removed.put(name, new Removed(onChange, 0))));
        removed.keySet().removeAll(now.names());
    }

    /** Counts one look. */
    void look() {
        removed.replaceAll((name, one) -> one.again());
    }

    /** What is to be done with the clients of an application; empty if it was not removed. */
    Optional<OnChange> of(String application) {
        Removed own = removed.get(application);
        return Optional.ofNullable(own == null ? removed.get(ApplicationSettings.ANY) : own)
                .filter(one -> one.missing() >= LOOKS)
                .map(Removed::onChange);
    }
}
