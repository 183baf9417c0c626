package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.connect;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.properties;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.threads;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.roundtrip.internal.backend.Signer;
import io.stagedoor.auth.support.FakeBundleContext;
import io.stagedoor.auth.support.Logged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RoundTripComponentTest {

    private static final String SECRET = "siGning-5ecret.that~is!long enough, and of no use";
    private static final String OTHER = "another-5ecret.that~is!long enough, of no use";

    private final TestBackend backend = new TestBackend(asked -> TestBackend.yes());
    private final FakeBundleContext bundle = new FakeBundleContext();

    @RegisterExtension
    final Logged logged = new Logged();

    private RoundTripComponent component;

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        end();
        backend.close();
        assertThat(logged.text())
                .doesNotContain(SECRET, OTHER, RoundTripFixtures.PASSWORD, RoundTripFixtures.TOKEN, "k3y-canary");
    }

    @Test
    void is_registered_with_its_name_and_pid_and_nothing_else() {
        start("signingSecret", SECRET, "service.ranking", 7);
        assertThat(bundle.only().properties())
                .isEqualTo(Map.of(
                        "authenticator.name",
                        "live-roundtrip",
                        "authenticator.credentials",
                        "password",
                        "authenticator.local",
                        false,
                        "service.pid",
                        "stagedoor.authenticator.roundtrip~live"));
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        assertThat(bundle.only().service().problem()).isEmpty();
    }

    @Test
    void goes_with_its_configuration_and_leaves_no_thread() {
        start("lazyAuth", true);
        answer();
        bundle.only().service().ended(publish("u"));
        end();
        assertThat(bundle.registered()).isEmpty();
        assertThat(backend.at(TestBackend.INVALIDATE)).as("told before it went").hasSize(1);
        eventually("no thread is left", () -> threads().isEmpty());
    }

    @Test
    void a_change_leaves_service_and_registration() {
        start();
        FakeBundleContext.Registered before = bundle.only();
        for (int i = 0; i < 20; i++) {
            modify("clientTokenRequired", i % 2 == 0, "timeoutMillis", 10_000L + i);
            assertThat(answer()).isInstanceOf(Decision.Allow.class);
        }
        assertThat(bundle.only()).isSameAs(before);
        assertThat(bundle.registrations()).isEqualTo(1);
    }

    @Test
    void another_name_registers_anew() {
        start();
        modify("name", "other");
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "other");
        assertThat(bundle.fewest())
                .as("the new one is there before the old one goes")
                .isEqualTo(1);
    }

    @Test
    void a_wrong_change_leaves_the_last_good_one_in_force_and_is_a_problem() {
        start();
        modify("timeoutMillis", 0L, "name", "other", "validateUrl", "http://elsewhere.invalid/?key=k3y-canary");
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "live-roundtrip");
        assertThat(problem()).startsWith("timeoutMillis: ");
        assertThat(logged.text()).contains("ERROR", "timeoutMillis", "last good configuration");
        modify("failOpen", "tru");
        assertThat(problem()).startsWith("failOpen: ");
        modify();
        assertThat(bundle.only().service().problem()).isEmpty();
        assertThat(logged.text()).contains("fixed and applied");
    }

    @Test
    void a_wrong_first_configuration_refuses_everyone_and_says_why() {
        start("signingSecret", "too short");
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "live-roundtrip");
        assertThat(bundle.only().service().authenticate(connect("u")))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail())
                                .contains("signingSecret")
                                .doesNotContain("too short"));
        assertThat(answer()).isInstanceOf(Decision.Unavailable.class);
        bundle.only().service().ended(publish("u"));
        assertThat(logged.text()).contains("ERROR", "Clients are refused");
        modify();
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        assertThat(backend.at(TestBackend.INVALIDATE)).isEmpty();
    }

    @Test
    void without_a_name_nothing_is_registered_until_there_is_one() {
        start("name", " ");
        assertThat(bundle.registered()).isEmpty();
        modify();
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void a_changed_file_is_picked_up_and_a_vanished_one_keeps_the_last_good_secret() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        start("signingSecretFile", file.toString());
        String first = signature();
        Files.delete(file);
        eventually("a problem", () -> bundle.only().service().problem().isPresent());
        assertThat(problem()).startsWith("signingSecretFile: ").contains(file.toString());
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        replace(file, OTHER);
        eventually("mended", () -> bundle.only().service().problem().isEmpty());
        assertThat(signature()).isNotEqualTo(first);
        assertThat(bundle.registrations()).isEqualTo(1);
    }

    @Test
    void a_file_that_comes_later_mends_it() throws IOException {
        Path file = folder.resolve("secret");
        start("signingSecretFile", file.toString());
        assertThat(answer()).isInstanceOf(Decision.Unavailable.class);
        replace(file, SECRET);
        eventually("mended", () -> bundle.only().service().problem().isEmpty());
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void fail_open_is_said_aloud() {
        start("failOpen", "true");
        assertThat(logged.text().lines().filter(line -> line.contains("WARN") && line.contains("failOpen=true")))
                .hasSize(1);
    }

    @Test
    void passwords_without_encryption_are_warned_of() {
        start();
        assertThat(logged.text()).doesNotContain("unencrypted");
        modify("validateUrl", "http://backend.invalid/?key=k3y-canary");
        assertThat(logged.text()).contains("unencrypted");
    }

    private String signature() {
        answer();
        return backend.asked.get(backend.asked.size() - 1).headers().getFirst(Signer.SIGNATURE);
    }

    private Map<String, Object> written(Object... changes) {
        Map<String, Object> properties = properties("validateUrl", backend.url(TestBackend.VALIDATE));
        properties.put("invalidateUrl", backend.url(TestBackend.INVALIDATE));
        properties.putAll(properties(changes));
        properties.put("service.pid", "stagedoor.authenticator.roundtrip~live");
        return properties;
    }

    private void start(Object... changes) {
        Map<String, Object> properties = written(changes);
        component = new RoundTripComponent(properties, bundle.context());
    }

    private void end() {
        if (component != null) {
            component.deactivate();
            component = null;
        }
    }

    private void modify(Object... changes) {
        Map<String, Object> properties = written(changes);
        component.modified(properties);
    }

    private Decision answer() {
        return bundle.only().service().authorize(publish("u"));
    }

    private String problem() {
        String problem = bundle.only().service().problem().orElse("");
        return problem.replaceFirst("^stagedoor.authenticator.roundtrip(~live)?: ", "");
    }

    private void replace(Path file, String content) throws IOException {
        Path written = Files.writeString(folder.resolve("written"), content);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
