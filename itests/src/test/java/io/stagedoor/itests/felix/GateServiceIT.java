package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.red5.hook.Gate;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.service.cm.ConfigurationAdmin;

/** The bridge offers a gate, which knows the applications of the configuration as they come and go. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class GateServiceIT {

    @Inject
    private Gate gate;

    @Inject
    private ConfigurationAdmin admin;

    @Configuration
    public Option[] config() {
        return Shipped.inFelix();
    }

    @After
    public void forget() throws Exception {
        configuration("live").delete();
        configuration("any").delete();
        // They go one after the other: without its own configuration this one follows the default for a moment.
        eventually(() -> {
            assertThat(gate.guards("other")).isTrue();
            assertThat(gate.guards("live")).isTrue();
        });
    }

    @Test
    public void guards_what_is_not_configured() {
        assertThat(gate.guards("live")).isTrue();
    }

    @Test
    public void follows_the_configuration_of_an_application() throws Exception {
        configure("live", Map.of("application", "live", "active", "false"));
        eventually(() -> assertThat(gate.guards("live")).isFalse());
        assertThat(gate.guards("Live")).isTrue();
        assertThat(gate.guards("other")).isTrue();

        configure("live", Map.of("application", "live", "active", "true", "authenticator", "live-jwt"));
        eventually(() -> assertThat(gate.guards("live")).isTrue());
    }

    @Test
    public void guards_again_when_the_configuration_is_deleted() throws Exception {
        configure("live", Map.of("application", "live", "active", "false"));
        eventually(() -> assertThat(gate.guards("live")).isFalse());

        configuration("live").delete();

        eventually(() -> assertThat(gate.guards("live")).isTrue());
    }

    @Test
    public void an_application_of_its_own_configuration_does_not_follow_the_default() throws Exception {
        configure("any", Map.of("application", "*", "active", "false"));
        eventually(() -> assertThat(gate.guards("other")).isFalse());

        configure("live", Map.of("application", "live", "authenticator", "live-jwt"));

        eventually(() -> assertThat(gate.guards("live")).isTrue());
        assertThat(gate.guards("other")).isFalse();
    }

    @Test
    public void a_broken_configuration_opens_nothing() throws Exception {
        configure("live", Map.of("application", "live", "active", "perhaps"));
        configure("any", Map.of("application", "*", "active", "false"));
        eventually(() -> assertThat(gate.guards("other")).isFalse());

        assertThat(gate.guards("live")).isTrue();
    }

    private org.osgi.service.cm.Configuration configuration(String name) throws Exception {
        return admin.getFactoryConfiguration("stagedoor.application", name, "?");
    }

    private void configure(String name, Map<String, String> settings) throws Exception {
        Dictionary<String, Object> properties = new Hashtable<>(settings);
        configuration(name).update(properties);
    }
}
