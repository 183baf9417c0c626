package io.stagedoor.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.osgi.service.cm.Configuration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.util.promise.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has components forget the configuration that they had. For one thread. */
final class Restarts {

    private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);

    private static final long WAIT_MILLIS = 5_000;

    private final ServiceComponentRuntime components;
    private final List<ComponentDescriptionDTO> stopped = new ArrayList<>();

    Restarts(ServiceComponentRuntime components) {
        this.components = components;
    }

    /** Stops the components that need a configuration, and waits some seconds at most until they are. */
    void stop(Configuration configuration) {
        String factoryPid = configuration.getFactoryPid();
        String pid = factoryPid == null ? configuration.getPid() : factoryPid;
        components.getComponentDescriptionDTOs().stream()
                .filter(component -> Arrays.asList(component.configurationPid).contains(pid))
                .filter(component -> "require".equals(component.configurationPolicy))
                .filter(components::isComponentEnabled)
                .forEach(component -> {
                    stopped.add(component);
                    await(components.disableComponent(component));
                });
    }

    /** Starts them again. */
    void start() {
        stopped.forEach(component -> await(components.enableComponent(component)));
        stopped.clear();
    }

    private static void await(Promise<Void> promise) {
        try {
            Throwable failure = promise.timeout(WAIT_MILLIS).getFailure();
            if (failure != null) {
                LOG.warn("A component could not be restarted: {}", failure.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
