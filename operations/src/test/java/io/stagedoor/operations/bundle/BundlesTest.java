package io.stagedoor.operations.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

class BundlesTest {

    @TempDir
    private Path home;

    private final Map<String, String> problems = new TreeMap<>();
    private final ComponentDescriptionDTO component = new ComponentDescriptionDTO();
    private Collection<ComponentConfigurationDTO> configured = List.of();

    private Bundle bundle(String name, String location, int state, boolean isFragment) {
        Dictionary<String, String> headers = new Hashtable<>();
        if (isFragment) {
            headers.put(Constants.FRAGMENT_HOST, "host");
        }
        return Fakes.fake(
                Bundle.class,
                Map.of(
                        "getSymbolicName", none -> name,
                        "getVersion", none -> Version.parseVersion("1.2.3"),
                        "getLocation", none -> location,
                        "getState", none -> state,
                        "getHeaders", one -> headers));
    }

    private Map<String, Object> look(Bundle... bundles) {
        component.name = "com.example.IpAllow";
        component.bundle = new BundleDTO();
        component.bundle.symbolicName = "ip-allow";
        component.configurationPid = new String[] {"com.example.ipallow"};
        component.references = new ReferenceDTO[0];
        ServiceComponentRuntime components = Fakes.fake(
                ServiceComponentRuntime.class,
                Map.of(
                        "getComponentDescriptionDTOs", none -> List.of(component),
                        "getComponentConfigurationDTOs", none -> configured,
                        "isComponentEnabled", none -> true));
        BundleContext context = Fakes.fake(
                BundleContext.class, Map.of("getBundles", none -> bundles, "getProperty", one -> home.toString()));
        return new Bundles(context, components, () -> problems).get();
    }

    private String location(String file) {
        return home.resolve(file).toUri().toString();
    }

    private static List<String> lines(Object objects) {
        return ((List<?>) objects)
                .stream().map(one -> String.join("|", values(one))).toList();
    }

    private static List<String> values(Object object) {
        return ((Map<?, ?>) object).values().stream().map(String::valueOf).toList();
    }

    @Test
    void a_file_that_is_no_running_bundle_is_told_with_its_need() {
        problems.put("broken.jar", "bundle broken 1.2.3 does not start: it needs package com.nowhere.api");
        problems.put("text.jar", "not installed: it is not a jar");
        assertThat(lines(look(
                                bundle("felix", "System Bundle", Bundle.ACTIVE, false),
                                bundle("scr", location("system/scr.jar"), Bundle.ACTIVE, false),
                                bundle("broken", location("bundles/broken.jar"), Bundle.INSTALLED, false),
                                bundle("extra", location("bundles/extra.jar"), Bundle.RESOLVED, true),
                                bundle("halted", location("bundles/halted.jar"), Bundle.RESOLVED, false))
                        .get("bundles")))
                .containsExactly(
                        "|felix|1.2.3|active|",
                        "bundles/broken.jar|broken|1.2.3|not resolved|bundle broken 1.2.3 does not start: it needs package com.nowhere.api",
                        "bundles/extra.jar|extra|1.2.3|fragment|",
                        "bundles/halted.jar|halted|1.2.3|stopped|",
                        "bundles/text.jar|||not installed|not installed: it is not a jar",
                        "system/scr.jar|scr|1.2.3|active|");
    }

    @Test
    void a_component_tells_what_it_waits_for() {
        component.configurationPolicy = "require";
        assertThat(lines(look().get("components")))
                .containsExactly("ip-allow|com.example.IpAllow||waits for configuration|waits for a configuration:"
                        + " stagedoor/conf/com.example.ipallow.cfg or com.example.ipallow-NAME.cfg");
    }

    @Test
    void each_configuration_of_a_component_has_its_state() {
        component.configurationPolicy = "require";
        configured = List.of(
                in(ComponentConfigurationDTO.ACTIVE, "a"),
                in(ComponentConfigurationDTO.SATISFIED, "b"),
                in(ComponentConfigurationDTO.FAILED_ACTIVATION, "c"),
                in(ComponentConfigurationDTO.UNSATISFIED_REFERENCE, "d"));
        assertThat(lines(look().get("components")))
                .containsExactly(
                        "ip-allow|com.example.IpAllow|a|active|",
                        "ip-allow|com.example.IpAllow|b|ready|",
                        "ip-allow|com.example.IpAllow|c|failed|failed to activate: java.lang.IllegalStateException: no??[31m",
                        "ip-allow|com.example.IpAllow|d|waits for service|waits for a service: ? (reference 'store'). Add the bundle that registers it.");
    }

    private static ComponentConfigurationDTO in(int state, String pid) {
        ComponentConfigurationDTO dto = new ComponentConfigurationDTO();
        dto.state = state;
        dto.properties = Map.of("service.pid", pid);
        dto.failure = "java.lang.IllegalStateException: no\u0007\u001b[31m\n\tat x";
        UnsatisfiedReferenceDTO reference = new UnsatisfiedReferenceDTO();
        reference.name = "store";
        dto.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {reference};
        return dto;
    }
}
