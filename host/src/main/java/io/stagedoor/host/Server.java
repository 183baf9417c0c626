package io.stagedoor.host;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server that Stagedoor's bundles run in, for the framework that is started in it. Immutable.
 *
 * @param bundle the file in {@code stagedoor/bundles} that offers the gate
 * @param packages what bundles see of the server besides {@code io.stagedoor.hook}: packages, by name, with their versions
 * @param mayBlock whether a thread of the server's that waits makes only its own client wait
 * @param gate the service by which the bundle decides
 * @param services offered to bundles: objects, by their interfaces
 * @param gates told of each gate that appears; of {@code null} when there is none any more
 * @param outage told why there is no gate
 */
public record Server(
        String bundle,
        Map<String, String> packages,
        boolean mayBlock,
        Class<?> gate,
        Map<Class<?>, Object> services,
        Consumer<@Nullable Object> gates,
        Consumer<String> outage) {

    /** Copies the maps. */
    public Server {
        packages = Map.copyOf(packages);
        services = Map.copyOf(services);
    }
}
