package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.inject.Inject;
import javax.xml.parsers.DocumentBuilderFactory;
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
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

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
    public void ours_export_what_providers_and_front_ends_need_and_nothing_else() {
        List<String> exported = ours().stream()
                .flatMap(bundle ->
                        bundle.adapt(BundleWiring.class).getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .map(capability -> (String) capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                .toList();

        assertThat(exported)
                .containsExactlyInAnyOrder(
                        "io.stagedoor.auth",
                        "io.stagedoor.core.admission",
                        "io.stagedoor.core.carrier",
                        "io.stagedoor.core.client",
                        "io.stagedoor.core.ending",
                        "io.stagedoor.core.logout",
                        "io.stagedoor.core.meter",
                        "io.stagedoor.core.oversight",
                        "io.stagedoor.core.question",
                        "io.stagedoor.core.refresh",
                        "io.stagedoor.core.revocation",
                        "io.stagedoor.core.session",
                        "io.stagedoor.core.settings",
                        "io.stagedoor.core.shared",
                        "io.stagedoor.core.ticket");
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

    /** A tool that checks configuration finds in the jar, without running it, which properties the code knows. */
    @Test
    public void metatype_says_which_properties_there_are_and_their_defaults() throws Exception {
        int checked = 0;
        for (Bundle bundle : ours()) {
            for (URL url : metatype(bundle)) {
                Element ocd = (Element) parse(url).getElementsByTagName("OCD").item(0);
                assertThat(inMetatype(ocd)).as(ocd.getAttribute("id")).isEqualTo(known(bundle, ocd.getAttribute("id")));
                checked++;
            }
        }
        assertThat(checked)
                .as("application, audit, bridge, issuer, jwt, operations, revocation, shared, simple, roundtrip")
                .isEqualTo(10);
    }

    private static List<URL> metatype(Bundle bundle) {
        return Optional.ofNullable(bundle.findEntries("OSGI-INF/metatype", "*.xml", false))
                .map(Collections::list)
                .orElseGet(ArrayList::new);
    }

    private static Document parse(URL url) throws Exception {
        try (InputStream in = url.openStream()) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
    }

    private static Map<String, String> inMetatype(Element ocd) {
        Map<String, String> defaults = new TreeMap<>();
        NodeList attributes = ocd.getElementsByTagName("AD");
        for (int i = 0; i < attributes.getLength(); i++) {
            Element attribute = (Element) attributes.item(i);
            // A backslash stands before each comma: Metatype would take it for the end of a value.
            defaults.put(
                    attribute.getAttribute("id"),
                    attribute.getAttribute("default").replace("\\,", ","));
        }
        return defaults;
    }

    /** The code reads names and defaults from this type. */
    private static Map<String, String> known(Bundle bundle, String type) throws Exception {
        Map<String, String> defaults = new TreeMap<>();
        for (Method property : bundle.loadClass(type).getDeclaredMethods()) {
            Object value = property.getDefaultValue();
            String text = value instanceof String[] list ? String.join(",", list) : Objects.toString(value, "");
            defaults.put(property.getName().replace('_', '.'), text);
        }
        return defaults;
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
