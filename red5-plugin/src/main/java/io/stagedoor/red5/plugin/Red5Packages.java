package io.stagedoor.red5.plugin;

import io.stagedoor.red5.hook.Gate;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What bundles see of Red5, and of the hook. */
final class Red5Packages {

    /** By name, with their versions: the API of Red5 1.3, which 2.0 has too. */
    static final Map<String, String> SEEN = Stream.concat(
                    Stream.of(Map.entry(Gate.class.getPackageName(), Gate.VERSION)),
                    Stream.of(
                                    "org.red5.server.api",
                                    "org.red5.server.api.scope",
                                    "org.red5.server.api.service",
                                    "org.red5.server.api.stream",
                                    "org.red5.server.api.so",
                                    "org.red5.server.api.event",
                                    "org.red5.server.api.listeners",
                                    "org.red5.server.api.statistics",
                                    "org.red5.server.api.persistence",
                                    "org.red5.server.exception")
                            .map(name -> Map.entry(name, "1.3.0")))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Red5Packages() {}
}
