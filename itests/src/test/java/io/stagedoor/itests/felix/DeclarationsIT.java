package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.itests.Token;
import io.stagedoor.red5.hook.Declaration;
import io.stagedoor.red5.hook.Declarations;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What web applications declare becomes configuration, in the real Config Admin, and gives way to what people configure. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeclarationsIT {

    private static final String FIRST = "00000000000a";
    private static final String SECOND = "00000000000b";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    private final Set<String> inForce = ConcurrentHashMap.newKeySet();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile List<Map<String, Object>> declared = List.of();
    private ServiceRegistration<Declarations> registration;

    @org.ops4j.pax.exam.Configuration
    public Option[] config() {
        return Shipped.inFelix();
    }

    @Before
    public void offer() throws Exception {
        Declarations declarations = new Declarations() {
            @Override
            public List<Map<String, Object>> all() {
                looks.incrementAndGet();
                return declared;
            }

            @Override
            public void inForce(Set<String> ids) {
                inForce.addAll(ids);
            }
        };
        registration = context.registerService(Declarations.class, declarations, null);
        restartBridge();
    }

    @After
    public void takeAway() throws Exception {
        declared = List.of();
        eventually(() -> assertThat(pids()).isEmpty());
        eventually(() -> assertThat(authenticators()).isEmpty());
        registration.unregister();
        restartBridge();
    }

    private void restartBridge() throws Exception {
        bridge().stop();
        bridge().start();
    }

    private Bundle bridge() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> "io.stagedoor.red5.bridge".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** The bridge has looked at what is declared now: a look that began before may still be under way. */
    private void looked() {
        int before = looks.get();
        eventually(() -> assertThat(looks.get()).isGreaterThan(before + 1));
    }

    private static Map<String, Object> declaration(String id, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(Map.of("id", id, "application", "town", "active", true));
        all.putAll(more);
        return Map.copyOf(all);
    }

    private static Map<String, Object> jwt(String id, long minutes) {
        return declaration(id, Map.of("validator", "jwt", "jwtSecret", Token.newSecret(), "jwtTtlMinutes", minutes));
    }

    private Stream<Configuration> all() throws Exception {
        Configuration[] found = configurations.listConfigurations("(service.factoryPid=stagedoor.*)");
        return Stream.of(found == null ? new Configuration[0] : found);
    }

    private List<String> pids() throws Exception {
        return all().flatMap(DeclarationsIT::pid).sorted().toList();
    }

    /** None of one that has been deleted since it was listed. */
    private static Stream<String> pid(Configuration configuration) {
        try {
            return Stream.of(configuration.getPid());
        } catch (IllegalStateException e) {
            return Stream.empty();
        }
    }

    private Configuration made(String factory) throws Exception {
        return all().filter(one -> factory.equals(one.getFactoryPid()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + factory));
    }

    private void declare(Map<String, Object> declaration) {
        declared = List.of(declaration);
        eventually(() -> assertThat(inForce).contains((String) declaration.get("id")));
    }

    @Test
    public void what_an_application_declares_is_there_as_long_as_it_is() throws Exception {
        declare(jwt(FIRST, 7));
        assertThat(pids())
                .containsExactly(
                        "stagedoor.application~town.red5-web." + FIRST,
                        "stagedoor.authenticator.jwt~town.red5-web." + FIRST);
        assertThat(made("stagedoor.application").getProperties().get("authenticator"))
                .isEqualTo("town/jwt");
        eventually(() -> assertThat(authenticators()).contains("town/jwt"));

        declare(jwt(SECOND, 8));
        eventually(() -> assertThat(pids()).hasSize(2).allMatch(pid -> pid.endsWith(SECOND)));
        assertThat(made("stagedoor.authenticator.jwt").getProperties().get("jwtTtlMinutes"))
                .isEqualTo("8");

        declared = List.of();
        eventually(() -> assertThat(pids()).isEmpty());
        eventually(() -> assertThat(authenticators()).isEmpty());
    }

    @Test
    public void what_is_changed_later_stays_until_the_application_is_loaded_anew() throws Exception {
        declare(jwt(FIRST, 7));
        Configuration jwt = made("stagedoor.authenticator.jwt");
        Hashtable<String, Object> changed =
                new Hashtable<>(Map.of("name", "town/jwt", "jwtSecret", Token.newSecret(), "jwtTtlMinutes", 9L));
        jwt.update(changed);
        Configuration application = made("stagedoor.application");
        application.update(new Hashtable<>(Map.of("application", "town", "active", "false")));

        declare(jwt(FIRST, 7));
        looked();
        bridge().stop();
        inForce.clear();
        bridge().start();
        eventually(() -> assertThat(inForce).contains(FIRST));
        assertThat(made("stagedoor.authenticator.jwt").getProperties().get("jwtTtlMinutes"))
                .isEqualTo(9L);
        assertThat(made("stagedoor.application").getProperties().get("active")).isEqualTo("false");

        declare(jwt(SECOND, 7));
        eventually(() -> assertThat(pids()).hasSize(2));
        assertThat(made("stagedoor.authenticator.jwt").getProperties().get("jwtTtlMinutes"))
                .isEqualTo("7");
        assertThat(made("stagedoor.application").getProperties().get("active")).isEqualTo("true");
    }

    @Test
    public void what_is_deleted_later_stays_away() throws Exception {
        declare(jwt(FIRST, 7));
        made("stagedoor.application").delete();

        declare(jwt(FIRST, 8));
        looked();
        assertThat(pids()).containsExactly("stagedoor.authenticator.jwt~town.red5-web." + FIRST);
    }

    @Test
    public void a_configuration_of_the_operator_s_is_in_force_instead() throws Exception {
        Configuration own = configurations.getFactoryConfiguration("stagedoor.application", "mine", "?");
        own.update(new Hashtable<>(Map.of("application", "town", "authenticator", "town/jwt")));
        declare(jwt(FIRST, 7));
        assertThat(pids())
                .containsExactly("stagedoor.application~mine", "stagedoor.authenticator.jwt~town.red5-web." + FIRST);

        own.delete();
        eventually(() -> assertThat(made("stagedoor.application").getPid()).endsWith(FIRST));

        configurations
                .getFactoryConfiguration("stagedoor.application", "later", "?")
                .update(new Hashtable<>(Map.of("application", "town", "authenticator", "town/jwt")));
        eventually(() -> assertThat(pids()).hasSize(2).contains("stagedoor.application~later"));
        made("stagedoor.application").delete();
    }

    @Test
    public void what_a_killed_server_left_is_removed() throws Exception {
        bridge().stop();
        configurations
                .getFactoryConfiguration("stagedoor.application", "town.red5-web." + SECOND, "?")
                .update(new Hashtable<>(Map.of("application", "town", "active", "false")));
        bridge().start();

        eventually(() -> assertThat(pids()).isEmpty());
    }

    @Test
    public void a_validator_of_the_application_s_own_is_an_authenticator() throws Exception {
        Predicate<Map<String, Object>> check = call -> call.get("username").equals("mayor");
        declare(declaration(FIRST, Map.of("validator", "custom", Declaration.CHECK, check)));

        assertThat(authenticators()).containsExactly("town/validator");
        restartBridge();
        eventually(() -> assertThat(authenticators()).containsExactly("town/validator"));
        declared = List.of();
        eventually(() -> assertThat(authenticators()).isEmpty());
    }

    private List<String> authenticators() throws Exception {
        return context.getServiceReferences(Authenticator.class, null).stream()
                .map(reference -> (String) reference.getProperty(Authenticator.NAME))
                .toList();
    }
}
