package io.stagedoor.operations.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

class ConfigurationsTest {

    private static final String FACTORY = "stagedoor.authenticator.jwt";
    private static final String SECRET = "hunter2hunter2hunter2hunter2hunter2";

    private static AttributeDefinition property(String id, int type, String... defaults) {
        return Fakes.fake(
                AttributeDefinition.class,
                Map.of("getID", none -> id, "getType", none -> type, "getDefaultValue", none -> defaults));
    }

    private static BundleContext bundles(String... names) {
        Bundle[] bundles = Arrays.stream(names)
                .map(name -> Fakes.fake(Bundle.class, Map.of("getSymbolicName", none -> name)))
                .toArray(Bundle[]::new);
        return Fakes.fake(BundleContext.class, Map.of("getBundles", none -> bundles));
    }

    private static final MetaTypeService TYPES = Fakes.fake(
            MetaTypeService.class,
            Map.of(
                    "getMetaTypeInformation",
                    of -> Fakes.fake(
                            MetaTypeInformation.class,
                            Map.of(
                                    "getFactoryPids", none -> new String[] {FACTORY, "com.example"},
                                    "getObjectClassDefinition",
                                            two -> Fakes.fake(
                                                    ObjectClassDefinition.class,
                                                    Map.of("getAttributeDefinitions", one -> new AttributeDefinition[] {
                                                        property("name", AttributeDefinition.STRING),
                                                        property("algorithms", AttributeDefinition.STRING, "HS256"),
                                                        property("jwtSecret", AttributeDefinition.PASSWORD, ""),
                                                        property(
                                                                "previousSecret.NAME.secret",
                                                                AttributeDefinition.PASSWORD),
                                                        property("previousSecret.NAME.file", AttributeDefinition.STRING)
                                                    }))))));

    private static Configuration configuration(String pid, String factory, Map<String, ?> properties) {
        return Fakes.fake(
                Configuration.class,
                Map.of(
                        "getPid", none -> pid,
                        "getFactoryPid", none -> factory,
                        "getProperties", none -> new Hashtable<>(properties)));
    }

    private static List<Map<String, Object>> told(BundleContext context, Configuration... all) {
        return new Configurations(
                        context, Fakes.fake(ConfigurationAdmin.class, Map.of("listConfigurations", one -> all)), TYPES)
                .get();
    }

    private static final Configuration LIVE = configuration(
            FACTORY + "~live",
            FACTORY,
            Map.ofEntries(
                    Map.entry("service.pid", FACTORY + "~live"),
                    Map.entry(
                            "felix.fileinstall.filename",
                            "file:/x/stagedoor/conf/stagedoor.authenticator.jwt-live.cfg"),
                    Map.entry("name", "live"),
                    Map.entry("jwtSecret", SECRET),
                    Map.entry("jwtSecrett", SECRET),
                    Map.entry("previousSecret.old.secret", SECRET),
                    Map.entry("previousSecret.old.file", "secrets/old"),
                    Map.entry("x-note", SECRET)));

    private static Map<String, Object> shown(String name, String value, boolean isSet) {
        return Map.of("name", name, "value", value, "set", isSet, "hidden", false);
    }

    private static Map<String, Object> hidden(String name) {
        return Map.of("name", name, "value", "", "set", true, "hidden", true);
    }

    @Test
    void a_secret_is_never_told_whatever_its_property_is_called() {
        List<Map<String, Object>> told = told(bundles("io.stagedoor.auth.jwt"), LIVE);
        assertThat(told).singleElement().satisfies(one -> {
            assertThat(one).containsEntry("file", "stagedoor.authenticator.jwt-live.cfg");
            assertThat(one.toString()).doesNotContain(SECRET);
            assertThat(one.get("properties"))
                    .isEqualTo(List.of(
                            shown("algorithms", "HS256", false),
                            hidden("jwtSecret"),
                            hidden("jwtSecrett"),
                            shown("name", "live", true),
                            shown("previousSecret.old.file", "secrets/old", true),
                            hidden("previousSecret.old.secret"),
                            hidden("x-note")));
        });
    }

    @Test
    void what_a_foreign_bundle_declares_shows_no_value() {
        List<Map<String, Object>> told = told(bundles("com.example.io.stagedoor"), LIVE);
        assertThat((List<?>) told.get(0).get("properties"))
                .allSatisfy(one -> assertThat(((Map<?, ?>) one).get("hidden")).isEqualTo(true));
        assertThat(told.toString()).doesNotContain("secrets/old");
    }

    @Test
    void configurations_of_others_are_left_out_unless_they_come_from_a_file() {
        Configuration foreign = configuration("org.example", null, Map.of("password", SECRET));
        Configuration fromFile = configuration(
                "com.example.ipallow",
                null,
                Map.of("felix.fileinstall.filename", "file:/x/com.example.ipallow.cfg", "allow", "10.0.0.0/8"));
        List<Map<String, Object>> told = told(bundles("io.stagedoor.core"), foreign, fromFile);
        assertThat(told)
                .singleElement()
                .satisfies(one -> assertThat(one.toString())
                        .contains("com.example.ipallow", "allow")
                        .doesNotContain("10.0.0.0"));
    }

    @Test
    void values_are_redacted_and_cut() {
        Configuration url = configuration(
                FACTORY + "~u",
                FACTORY,
                Map.of("name", "https://x/?token=" + SECRET, "algorithms", new String[] {"a", "b".repeat(2000)}));
        assertThat(told(bundles("io.stagedoor.auth.jwt"), url).toString())
                .doesNotContain(SECRET)
                .contains("token=***", "a, bbb")
                .doesNotContain("b".repeat(1001));
    }
}
