package io.stagedoor.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see whom: provider → api ← core ← front ends. */
class ArrowsTest {

    private static final String API = "auth-api";
    private static final String SUPPORT = "auth-support";
    private static final String SIMPLE = "auth-simple";
    private static final String CORE = "core";
    private static final String HTTP = "http-door";
    private static final String BRIDGE = "red5-bridge";

    /** Holds the package of HTTP, which bundles see, and what servers of bundles share, which they do not. */
    private static final String HOST = "host";

    /** Holds the package of the hook, which bundles see, and the rest of the plugin, which they do not. */
    private static final String PLUGIN = "red5-plugin";

    /** Holds the package of its hook, which bundles see, and the process of the gateway. */
    private static final String LAUNCHER = "gateway-launcher";

    private static final String GATEWAY = "gateway";
    private static final String OPERATIONS = "operations";
    private static final String SHARED = "shared-redis";
    private static final String CLI = "cli";

    /** Of each module, which others its classes may name. */
    private static final Map<String, Set<String>> SEES = Map.ofEntries(
            Map.entry(API, Set.of()),
            Map.entry("auth-contract", Set.of(API)),
            Map.entry(SUPPORT, Set.of(API)),
            Map.entry("auth-jwt", Set.of(API, SUPPORT)),
            Map.entry(SIMPLE, Set.of(API, SUPPORT)),
            Map.entry("auth-roundtrip", Set.of(API, SUPPORT)),
            Map.entry(CORE, Set.of(API, SUPPORT)),
            Map.entry("config-keeper", Set.of(SUPPORT)),
            Map.entry(OPERATIONS, Set.of(SUPPORT, CORE)),
            Map.entry(SHARED, Set.of(API, SUPPORT, CORE)),
            Map.entry(HOST, Set.of(SUPPORT)),
            Map.entry(PLUGIN, Set.of(SUPPORT, HOST)),
            Map.entry(Modules.LOG, Set.of(HOST)),
            Map.entry(HTTP, Set.of(API, SUPPORT, CORE, HOST)),
            Map.entry(BRIDGE, Set.of(API, SUPPORT, CORE, HTTP, HOST, PLUGIN)),
            Map.entry(LAUNCHER, Set.of(API, SUPPORT, HOST)),
            Map.entry(GATEWAY, Set.of(API, SUPPORT, CORE, HTTP, HOST, LAUNCHER)),
            Map.entry("red5pro-compat", Set.of(PLUGIN)),
            Map.entry("red5pro-compat/javax", Set.of()),
            Map.entry("red5pro-compat/jakarta", Set.of()),
            // The rules for files, hashes, secrets and issuers; no authenticator.
            Map.entry(CLI, Set.of(API, SUPPORT, SIMPLE, "auth-jwt")),
            Map.entry("samples/authenticator", Set.of(API)),
            Map.entry("benchmarks", Set.of(API, SUPPORT, CORE, HTTP, BRIDGE, HOST, PLUGIN, CLI)));

    private static List<String> modules() {
        return Modules.all();
    }

    @Test
    void each_module_has_its_arrows_here() {
        assertThat(SEES.keySet()).containsExactlyInAnyOrderElementsOf(Modules.all());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void a_module_sees_only_the_modules_that_it_may_see(String module) {
        List<String> hidden = new ArrayList<>(Modules.without(module, Modules.LOG));
        hidden.removeAll(SEES.getOrDefault(module, Set.of()));
        Set<String> names = hidden.stream().flatMap(ArrowsTest::names).collect(Collectors.toSet());
        // Two modules have the same servlets, for the two packages of the servlet API.
        names(module).forEach(names::remove);
        noClasses()
                .should()
                .dependOnClassesThat(describe("are of a module other than " + SEES.get(module), of(names)))
                .check(Modules.classes(List.of(module)));
    }

    private static Stream<String> names(String module) {
        return Modules.classes(List.of(module)).stream().map(JavaClass::getName);
    }

    private static Predicate<JavaClass> of(Set<String> names) {
        return type -> names.contains(type.getBaseComponentType().getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                API,
                "auth-contract",
                SUPPORT,
                "auth-jwt",
                SIMPLE,
                "auth-roundtrip",
                CORE,
                "config-keeper",
                OPERATIONS,
                SHARED,
                HTTP,
                LAUNCHER,
                GATEWAY,
                "samples/authenticator"
            })
    void what_judges_knows_no_server(String module) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.red5..",
                        "com.red5pro..",
                        "javax.servlet..",
                        "jakarta.servlet..",
                        "org.springframework..",
                        "org.apache.mina..",
                        "org.apache.catalina..")
                .check(Modules.classes(List.of(module)));
    }

    @ParameterizedTest
    @ValueSource(strings = {BRIDGE, HTTP, GATEWAY, "red5pro-compat"})
    void bundles_and_beans_see_of_the_plugin_only_the_hook(String module) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.stagedoor.red5.plugin..", "io.stagedoor.host..", "io.stagedoor.gateway.launcher..")
                .check(Modules.classes(List.of(module)));
    }

    /** What core exports is what front ends need: to read a client, to judge it, and to keep it; and what other stores of shared state implement. */
    @Test
    void front_ends_see_of_the_core_only_what_it_exports() {
        List<String> exported = Modules.packages().stream()
                .filter(one -> one.info().contains("@Export"))
                .map(Modules.Package::name)
                .filter(name -> name.startsWith("io.stagedoor.core"))
                .toList();
        assertThat(exported)
                .containsExactlyInAnyOrder(
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
        noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "are of the core and not exported",
                        type -> type.getPackageName().startsWith("io.stagedoor.core")
                                && !exported.contains(type.getPackageName())))
                .check(Modules.classes(List.of(BRIDGE, HTTP, GATEWAY, OPERATIONS)));
    }

    @Test
    void the_hook_sees_nothing_but_red5_and_the_jdk() {
        noClasses()
                .that()
                .resideInAPackage("io.stagedoor.red5.hook")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "io.stagedoor.red5.hook",
                        "io.stagedoor.hook",
                        "java..",
                        "javax.crypto..",
                        "org.red5..",
                        "org.osgi.annotation..",
                        "org.jspecify.annotations")
                .check(Modules.classes(List.of(PLUGIN)));
    }
}
