package io.stagedoor.auth.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.support.property.Properties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderLifeTest {

    private static final String PID = "stagedoor.authenticator.some";

    private final FakeBundleContext bundle = new FakeBundleContext();
    private final InForce<String> inForce = new InForce<>();
    private final Authenticator authenticator = request -> inForce.now().notConfigured();
    private final List<String> reports = new ArrayList<>();
    private final ProviderLife life = new ProviderLife(
            new AuthenticatorService(bundle.context(), authenticator, Map.of(), PID, "token", true),
            inForce,
            (where, before, problem, effect) -> reports.add(where + "|" + before + "|" + problem + "|" + effect));

    /** The form of the configuration. */
    @interface Config {
        String name();

        boolean good() default true;
    }

    @Test
    void a_good_configuration_is_in_force_and_registers_the_name() {
        configure("name", "a");
        assertThat(bundle.only().properties())
                .isEqualTo(Map.of(
                        "authenticator.name",
                        "a",
                        "authenticator.credentials",
                        "token",
                        "authenticator.local",
                        true,
                        "service.pid",
                        PID));
        assertThat(inForce.now()).isEqualTo(new InForce.State<>("judge of a", null, 1));
        assertThat(reports).containsExactly(PID + "|null|null|LAST_GOOD");
    }

    @Test
    void a_wrong_configuration_registers_an_authenticator_that_says_why_it_refuses() {
        configure("name", "a", "good", "perhaps");
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "a");
        assertThat(inForce.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith(PID + ": good: is neither true nor false"));
        assertThat(inForce.now().notConfigured())
                .isEqualTo(new Decision.Unavailable(
                        "not configured: " + inForce.problem().orElseThrow()));
        assertThat(reports).singleElement().asString().endsWith("|REFUSED");
    }

    @Test
    void a_wrong_configuration_leaves_the_last_good_one_in_force_and_its_name() {
        configure("name", "a");
        configure("name", "b", "good", "perhaps");
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "a");
        assertThat(inForce.now().judge()).isEqualTo("judge of a");
        assertThat(inForce.problem()).isPresent();

        configure("name", "b");
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "b");
        assertThat(inForce.problem()).isEmpty();
        assertThat(reports.get(2)).contains("good: is neither true nor false").endsWith("|null|LAST_GOOD");
    }

    @Test
    void a_wrong_file_is_a_problem_until_it_is_fixed() {
        configure("name", "a");
        life.change(() -> life.filesAre("someFile: does not exist"));
        assertThat(inForce.problem()).contains(PID + ": someFile: does not exist");
        life.change(() -> life.filesAre(null));
        assertThat(inForce.problem()).isEmpty();
    }

    @Test
    void something_wrong_that_the_settings_name_is_a_problem_of_a_registered_authenticator() {
        life.change(() -> {
            configureNow("name", "a");
            life.partsAre("some part is missing");
        });
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "a");
        assertThat(inForce.problem()).contains(PID + ": some part is missing");
        assertThat(reports).containsExactly(PID + "|null|" + PID + ": some part is missing|PARTLY");

        life.changePart(() -> life.partsAre("some part is missing"));
        assertThat(reports).as("said once").hasSize(1);
        life.changePart(() -> life.partsAre(null));
        assertThat(inForce.problem()).isEmpty();
        assertThat(reports).hasSize(2);
    }

    @Test
    void nothing_is_registered_or_said_as_long_as_it_waits() {
        life.change(() -> {
            configureNow("name", "a");
            life.waits(true);
            life.partsAre("some part is missing");
        });
        assertThat(bundle.registered()).isEmpty();
        assertThat(reports).isEmpty();
        life.change(() -> {
            life.waits(false);
            life.partsAre(null);
        });
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "a");
        assertThat(reports).containsExactly(PID + "|null|null|LAST_GOOD");
    }

    @Test
    void a_change_that_nobody_wants_is_not_made() {
        configure("name", "a");
        life.changeIf(() -> false, () -> inForce.judgeBy("another"));
        assertThat(inForce.now().judge()).isEqualTo("judge of a");
        assertThat(reports).hasSize(1);
    }

    @Test
    void nothing_changes_after_the_end() {
        configure("name", "a");
        life.stop();
        assertThat(bundle.registered()).isEmpty();
        configure("name", "b");
        assertThat(bundle.registered()).isEmpty();
        assertThat(inForce.now().judge()).isEqualTo("judge of a");
    }

    @Test
    void it_ends_even_if_the_framework_was_faster() {
        configure("name", "a");
        bundle.stop();
        life.stop();
        assertThat(bundle.registered()).isEmpty();
    }

    private void configure(String... properties) {
        life.change(() -> configureNow(properties));
    }

    private void configureNow(String... properties) {
        Map<String, Object> configured = properties.length == 2
                ? Map.of(properties[0], properties[1])
                : Map.of(properties[0], properties[1], properties[2], properties[3]);
        Optional<String> name = life.read(new Properties(Config.class, configured), read -> {
            read.flag("good");
            return read.required("name");
        });
        name.ifPresent(one -> inForce.judgeBy("judge of " + one));
    }
}
