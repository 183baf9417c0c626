package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import io.stagedoor.core.Lines;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

class WaitingComponentsTest {

    private final ComponentDescriptionDTO component = new ComponentDescriptionDTO();
    private Collection<ComponentConfigurationDTO> configured = List.of();

    private final WaitingComponents waiting = new WaitingComponents(Fakes.fake(
            ServiceComponentRuntime.class,
            Map.of(
                    "getComponentDescriptionDTOs", none -> List.of(component),
                    "getComponentConfigurationDTOs", none -> configured,
                    "isComponentEnabled", none -> true)));

    private final Lines lines = Lines.of(WaitingComponents.class);

    @BeforeEach
    void begin() {
        component.name = "acme.Door";
        component.bundle = new BundleDTO();
        component.bundle.symbolicName = "acme";
        component.configurationPid = new String[] {"stagedoor.authenticator.jwt"};
        component.configurationPolicy = "require";
        component.references = new ReferenceDTO[0];
    }

    @AfterEach
    void end() {
        lines.close();
    }

    private List<String> looked() {
        for (int i = 0; i < 5; i++) {
            waiting.look();
        }
        return lines.next();
    }

    private ComponentConfigurationDTO in(int state) {
        ComponentConfigurationDTO dto = new ComponentConfigurationDTO();
        dto.state = state;
        dto.properties = Map.of("service.pid", "stagedoor.authenticator.jwt~x");
        dto.unsatisfiedReferences = new UnsatisfiedReferenceDTO[0];
        return dto;
    }

    @Test
    void a_component_without_its_configuration_is_told_with_the_file_that_it_needs() {
        assertThat(looked())
                .containsExactly("INFO Bundle acme: component acme.Door waits for a configuration:"
                        + " stagedoor/conf/stagedoor.authenticator.jwt-NAME.cfg");
        configured = List.of(in(ComponentConfigurationDTO.ACTIVE));
        assertThat(looked())
                .containsExactly("INFO Bundle acme: component acme.Door no longer waits for a configuration.");
    }

    @Test
    void one_that_needs_none_is_not() {
        component.configurationPolicy = "optional";
        assertThat(looked()).isEmpty();
    }

    @Test
    void a_component_without_a_service_is_told_with_its_type() {
        ComponentConfigurationDTO dto = in(ComponentConfigurationDTO.UNSATISFIED_REFERENCE);
        UnsatisfiedReferenceDTO unsatisfied = new UnsatisfiedReferenceDTO();
        unsatisfied.name = "store";
        unsatisfied.target = "(kind=sql)";
        dto.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {unsatisfied};
        ReferenceDTO reference = new ReferenceDTO();
        reference.name = "store";
        reference.interfaceName = "com.acme.Store";
        component.references = new ReferenceDTO[] {reference};
        configured = List.of(dto);
        assertThat(looked())
                .containsExactly(
                        "WARN Bundle acme: component acme.Door (stagedoor.authenticator.jwt~x) waits for a service:"
                                + " com.acme.Store (reference 'store', target (kind=sql)). Add the bundle that registers it.");
    }

    @Test
    void one_that_failed_says_why_on_one_line_and_that_it_is_fixed() {
        ComponentConfigurationDTO dto = in(ComponentConfigurationDTO.FAILED_ACTIVATION);
        dto.failure = "java.lang.IllegalStateException: token=abc.def\n\tat acme.Door";
        configured = List.of(dto);
        assertThat(looked())
                .singleElement()
                .asString()
                .startsWith("WARN ")
                .contains("failed to activate: java.lang.IllegalStateException: token=***")
                .doesNotContain("\n");
        configured = List.of(in(ComponentConfigurationDTO.ACTIVE));
        assertThat(looked()).singleElement().asString().contains("fixed");
    }
}
