package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;

/** All that is shipped resolves, starts, and says in its manifest what it needs and gives. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ShippedBundlesIT {

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] config() {
        return Shipped.inFelix();
    }

    @Test
    public void every_bundle_starts() {
        for (Bundle bundle : context.getBundles()) {
            int wanted = bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null ? Bundle.ACTIVE : Bundle.RESOLVED;
            eventually(() -> assertThat(bundle.getState()).as(bundle.toString()).isEqualTo(wanted));
        }
    }

    @Test
    public void ours_export_the_authenticator_api_and_nothing_else() {
        List<String> exported = ours().stream()
                .flatMap(bundle ->
                        bundle.adapt(BundleWiring.class).getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .map(capability -> (String) capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                .toList();

        assertThat(exported).containsExactly("io.stagedoor.auth");
    }

    @Test
    public void providers_say_which_service_they_give_and_which_extender_they_need() {
        Bundle jwt = bundle("io.stagedoor.auth.jwt");

        assertThat(jwt.adapt(BundleRevision.class).getDeclaredCapabilities("osgi.service"))
                .extracting(BundleCapability::getAttributes)
                .anySatisfy(attributes -> assertThat(attributes.get("objectClass"))
                        .asString()
                        .contains("io.stagedoor.auth.Authenticator"));
        assertThat(jwt.adapt(BundleRevision.class).getDeclaredRequirements("osgi.extender"))
                .anySatisfy(requirement ->
                        assertThat(requirement.getDirectives().get("filter")).contains("osgi.extender=osgi.component"));
    }

    private List<Bundle> ours() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith("io.stagedoor."))
                .toList();
    }

    private Bundle bundle(String symbolicName) {
        return ours().stream()
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }
}
