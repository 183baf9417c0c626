package io.stagedoor.core.routing;

import io.stagedoor.core.settings.Application;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configurations of applications, by the id of their service and by name. Of several with one name the oldest is in force. A change
 * costs the same with ten thousand applications as with one. For one thread at a time.
 */
final class ConfiguredApplications {

    private final NavigableMap<Long, Application> byId = new TreeMap<>();
    /** The name that each had when it was put: an application may have another one since. */
    private final Map<Long, String> names = new HashMap<>();

    private final Map<String, NavigableMap<Long, Application>> byName = new HashMap<>();

    /**
     * Adds a configuration, or takes note of its change.
     *
     * @param id of the service
     * @return the names that it has and had: what is in force for them may be another configuration now
     */
    Set<String> put(long id, Application application) {
        Set<String> concerned = remove(id);
        byId.put(id, application);
        names.put(id, application.name());
        byName.computeIfAbsent(application.name(), name -> new TreeMap<>()).put(id, application);
        concerned.add(application.name());
        return concerned;
    }

    /**
     * Removes a configuration.
     *
     * @return the name that it had; empty if it is not known
     */
    Set<String> remove(long id) {
        byId.remove(id);
        Set<String> concerned = new HashSet<>();
        @Nullable String name = names.remove(id);
        if (name != null) {
            concerned.add(name);
            byName.computeIfPresent(name, (same, some) -> {
                some.remove(id);
                return some.isEmpty() ? null : some;
            });
        }
        return concerned;
    }

    /** All of them, the oldest first. */
    Collection<Application> all() {
        return byId.values();
    }

    /** Those of a name, also of the empty one: the oldest first. Empty for a name that none has. */
    List<Application> of(String name) {
        return List.copyOf(
                byName.getOrDefault(name, Collections.emptyNavigableMap()).values());
    }
}
