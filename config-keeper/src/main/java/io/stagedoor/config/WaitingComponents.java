package io.stagedoor.config;

import io.stagedoor.auth.support.component.ComponentState;
import io.stagedoor.auth.support.file.Troubles;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of components that are not active, and what they wait for: a configuration, which is how bundles are shipped, or a service, or
 * that they failed. Each once. For one thread at a time.
 */
final class WaitingComponents {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingComponents.class);

    /** For so many looks what is awaited may be about to come, or be replaced. */
    private static final int LOOKS = 3;

    private final ServiceComponentRuntime components;
    private final Troubles unconfigured = new Troubles(
            LOOKS,
            (component, what) -> LOG.info("{} {}", component, what),
            component -> LOG.info("{} no longer waits for a configuration.", component));

    private final Troubles failing = new Troubles(
            LOOKS,
            (component, what) -> LOG.warn("{} {}", component, what),
            component -> LOG.info("{}: fixed: it is active, or its bundle or configuration was removed.", component));

    WaitingComponents(ServiceComponentRuntime components) {
        this.components = components;
    }

    /** Looks once. */
    void look() {
        Map<String, String> withoutConfiguration = new HashMap<>();
        Map<String, String> withoutService = new HashMap<>();
        for (ComponentState one : ComponentState.of(components)) {
            String named = "Bundle " + one.bundle() + ": component " + one.name()
                    + (one.pid().isEmpty() ? "" : " (" + one.pid() + ")");
            switch (one.state()) {
                case WAITS_FOR_CONFIGURATION -> withoutConfiguration.put(named, one.need());
                case WAITS_FOR_SERVICE, FAILED -> withoutService.put(named, one.need());
                case ACTIVE, READY -> {}
            }
        }
        unconfigured.look(withoutConfiguration);
        failing.look(withoutService);
    }
}
