package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.Troubles;
import io.stagedoor.auth.support.text.Redacted;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
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
            (component, what) -> LOG.info("{} waits for a configuration: {}", component, what),
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
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            if (!components.isComponentEnabled(component)) {
                continue;
            }
            Collection<ComponentConfigurationDTO> configured = components.getComponentConfigurationDTOs(component);
            if ("require".equals(component.configurationPolicy)
                    && configured.stream()
                            .allMatch(one -> one.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION)) {
                withoutConfiguration.put(named(component), files(component));
            }
            configured.forEach(one -> look(component, one, withoutService));
        }
        unconfigured.look(withoutConfiguration);
        failing.look(withoutService);
    }

    private static void look(
            ComponentDescriptionDTO component, ComponentConfigurationDTO configured, Map<String, String> found) {
        Object pid = configured.properties.get("service.pid");
        String where = named(component) + (pid instanceof String text ? " (" + line(text) + ")" : "");
        if (configured.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
            String services = Arrays.stream(configured.unsatisfiedReferences)
                    .map(reference -> service(component, reference.name, reference.target))
                    .collect(Collectors.joining(" and "));
            found.put(where, "waits for a service: " + services + ". Add the bundle that registers it.");
        } else if (configured.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            String failure =
                    String.valueOf(configured.failure).lines().findFirst().orElse("");
            found.put(where, "failed to activate: " + line(failure));
        }
    }

    private static String named(ComponentDescriptionDTO component) {
        return "Bundle " + component.bundle.symbolicName + ": component " + line(component.name);
    }

    private static String service(ComponentDescriptionDTO component, String reference, String target) {
        String type = Arrays.stream(component.references)
                .filter(one -> one.name.equals(reference))
                .map((ReferenceDTO one) -> one.interfaceName)
                .findFirst()
                .orElse("?");
        return line(type + " (reference '" + reference + "'" + (target == null ? "" : ", target " + target) + ")");
    }

    private static String files(ComponentDescriptionDTO component) {
        return List.of(component.configurationPid).stream()
                .map(pid -> ConfFolder.isNameless(pid) ? pid + "-NAME.cfg" : pid + ".cfg or " + pid + "-NAME.cfg")
                .collect(Collectors.joining(" or ", "stagedoor/conf/", ""));
    }

    private static String line(String text) {
        return Redacted.of(text).replaceAll("\\p{Cntrl}", "?");
    }
}
