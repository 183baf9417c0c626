package io.stagedoor.auth.support.component;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.text.Redacted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/**
 * How a component is that a bundle declares, with one of its configurations.
 *
 * @param bundle the symbolic name
 * @param name of the component
 * @param pid of the configuration; empty without one
 * @param state how it is
 * @param need what keeps it from being active, as the end of a sentence that begins with its name; empty if nothing does. Holds no secret
 */
public record ComponentState(String bundle, String name, String pid, State state, String need) {

    /** How it is. */
    public enum State {
        /** It works. */
        ACTIVE,
        /** It begins to work when somebody asks for its service. */
        READY,
        /** As bundles are shipped, whose configuration nobody has written yet. */
        WAITS_FOR_CONFIGURATION,
        /** No bundle registers what it needs. */
        WAITS_FOR_SERVICE,
        /** It threw, or one of its methods is not there. */
        FAILED
    }

    /** All that are enabled, as they are at this moment. */
    public static List<ComponentState> of(ServiceComponentRuntime components) {
        List<ComponentState> found = new ArrayList<>();
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            if (components.isComponentEnabled(component)) {
                addTo(found, component, components.getComponentConfigurationDTOs(component));
            }
        }
        return found;
    }

    private static void addTo(
            List<ComponentState> found,
            ComponentDescriptionDTO component,
            Collection<ComponentConfigurationDTO> configured) {
        boolean waits = "require".equals(component.configurationPolicy)
                && configured.stream()
                        .allMatch(one -> one.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION);
        if (waits) {
            found.add(
                    of(component, "", State.WAITS_FOR_CONFIGURATION, "waits for a configuration: " + files(component)));
            return;
        }
        for (ComponentConfigurationDTO one : configured) {
            String pid = one.properties.get("service.pid") instanceof String text ? line(text) : "";
            switch (one.state) {
                case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
                    found.add(of(component, pid, State.WAITS_FOR_SERVICE, services(component, one)));
                case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                    found.add(of(component, pid, State.FAILED, failure(one)));
                case ComponentConfigurationDTO.SATISFIED -> found.add(of(component, pid, State.READY, ""));
                case ComponentConfigurationDTO.ACTIVE -> found.add(of(component, pid, State.ACTIVE, ""));
                default -> {} // one of several configurations has not come yet
            }
        }
    }

    private static ComponentState of(ComponentDescriptionDTO component, String pid, State state, String need) {
        return new ComponentState(component.bundle.symbolicName, line(component.name), pid, state, need);
    }

    private static String services(ComponentDescriptionDTO component, ComponentConfigurationDTO configured) {
        return Arrays.stream(configured.unsatisfiedReferences)
                .map(reference -> service(component, reference.name, reference.target))
                .collect(Collectors.joining(" and ", "waits for a service: ", ". Add the bundle that registers it."));
    }

    private static String service(ComponentDescriptionDTO component, String reference, @Nullable String target) {
        String type = Arrays.stream(component.references)
                .filter(one -> one.name.equals(reference))
                .map((ReferenceDTO one) -> one.interfaceName)
                .findFirst()
                .orElse("?");
        return line(type + " (reference '" + reference + "'" + (target == null ? "" : ", target " + target) + ")");
    }

    private static String failure(ComponentConfigurationDTO configured) {
        return "failed to activate: "
                + line(String.valueOf(configured.failure).lines().findFirst().orElse(""));
    }

    private static String files(ComponentDescriptionDTO component) {
        return Arrays.stream(component.configurationPid)
                .map(pid -> ConfFolder.isNameless(pid) ? pid + "-NAME.cfg" : pid + ".cfg or " + pid + "-NAME.cfg")
                .collect(Collectors.joining(" or ", "stagedoor/conf/", ""));
    }

    private static String line(String text) {
        return Redacted.of(text).replaceAll("\\p{Cntrl}", "?");
    }
}
