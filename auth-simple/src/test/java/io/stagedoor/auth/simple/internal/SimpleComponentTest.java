package io.stagedoor.auth.simple.internal;

import static io.stagedoor.auth.simple.internal.SimpleFixtures.HASH;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.PASSWORD;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.properties;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.refusal;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.request;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.FakeBundleContext;
import io.stagedoor.auth.support.Logged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SimpleComponentTest {

    private static final String CANARY = "cAnAry-pl\u00e4in";

    private final FakeTime time = new FakeTime();

    @RegisterExtension
    final Logged logged = new Logged();

    private FakeBundleContext bundle;
    private SimpleComponent component;
    private Path file;

    @TempDir
    private Path home;

    @BeforeEach
    void capture() throws IOException {
        bundle = new FakeBundleContext()
                .with("stagedoor.home", home.resolve("stagedoor").toString());
        file = Files.createDirectory(home.resolve("conf")).resolve("simple-auth-plugin.credentials");
    }

    @AfterEach
    void stop() {
        end();
        for (String secret : new String[] {CANARY, PASSWORD, HASH, HASH.substring(30)}) {
            assertThat(logged.text().contains(secret)).as("a secret was logged").isFalse();
        }
    }

    @Test
    void reads_the_servers_own_file_and_is_registered_with_its_name_and_pid_and_nothing_else() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\namy " + HASH + "\n");
        start("service.ranking", 7);
        assertThat(bundle.only().properties())
                .isEqualTo(Map.of(
                        "authenticator.name",
                        "live-users",
                        "authenticator.credentials",
                        "password",
                        "authenticator.local",
                        false,
                        "service.pid",
                        "stagedoor.authenticator.simple~live"));
        assertThat(login("bob", CANARY)).isInstanceOf(Decision.Allow.class);
        assertThat(login("amy", PASSWORD)).isInstanceOf(Decision.Allow.class);
        assertThat(refusal(login("bob", PASSWORD))).contains(Reason.BAD_CREDENTIALS);
        assertThat(bundle.only().service().problem()).isEmpty();
        assertThat(logged.text()).contains("WARN", "1 of 2 passwords").doesNotContain("bob", "amy");
    }

    /** By this a file is noticed that changes while the bundle is replaced. */
    @Test
    void the_content_is_that_of_the_file_and_the_same_for_the_next_instance() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        String content = bundle.only().service().content();
        assertThat(content).matches("[A-Za-z0-9_-]{20,64}");
        end();
        start();
        assertThat(bundle.only().service().content()).isEqualTo(content);
        end();
        Files.writeString(file, "bob " + CANARY + "2\n");
        start();
        assertThat(bundle.only().service().content()).isNotEqualTo(content);
    }

    @Test
    void goes_with_its_configuration_and_leaves_no_thread() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        for (int i = 0; i < 10; i++) {
            modify();
        }
        eventually("one watcher", () -> watchers() == 1);
        end();
        assertThat(bundle.registered()).isEmpty();
        eventually("no watcher", () -> watchers() == 0);
    }

    @Test
    void leaves_no_thread_when_the_framework_was_faster() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        bundle.stop();
        end();
        eventually("no watcher", () -> watchers() == 0);
    }

    @Test
    void a_change_leaves_service_registration_and_what_was_counted() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        FakeBundleContext.Registered before = bundle.only();
        for (int i = 0; i < 5; i++) {
            login("bob", "wrong" + i);
        }
        modify("rememberSeconds", 5L);
        assertThat(bundle.only()).isSameAs(before);
        assertThat(refusal(login("bob", CANARY))).contains(Reason.THROTTLED);
        replace("bob " + CANARY + "\nnew " + CANARY + "2\n");
        eventually("the new user", () -> login("new", CANARY + "2") instanceof Decision.Allow);
        assertThat(refusal(login("bob", CANARY))).contains(Reason.THROTTLED);
    }

    @Test
    void another_name_registers_anew() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        modify("name", "other");
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "other");
        assertThat(bundle.fewest()).isEqualTo(1);
    }

    @Test
    void a_wrong_change_leaves_the_last_good_one_in_force_and_is_a_problem() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        modify("throttleFailures", -1L, "name", "other");
        assertThat(login("bob", CANARY)).isInstanceOf(Decision.Allow.class);
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "live-users");
        assertThat(problem()).startsWith("throttleFailures: ");
        modify();
        assertThat(bundle.only().service().problem()).isEmpty();
        assertThat(logged.text()).contains("fixed and applied");
    }

    @Test
    void without_a_file_everyone_is_refused_until_there_is_one() throws IOException {
        start();
        assertThat(login("bob", CANARY))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail())
                                .contains("credentialsFile: does not exist", file.toString()));
        assertThat(logged.text()).contains("ERROR", "Clients are refused");
        replace("bob " + CANARY + "\n");
        eventually("the user", () -> login("bob", CANARY) instanceof Decision.Allow);
        eventually("no problem", () -> problem().isEmpty());
    }

    @Test
    void a_broken_or_vanished_file_leaves_the_last_good_one_in_force() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        replace("bob other\namy " + HASH.substring(0, 60) + "\n");
        eventually("a problem", () -> problem().contains("line 2"));
        assertThat(problem()).doesNotContain("amy", HASH.substring(30, 60));
        assertThat(login("bob", CANARY)).isInstanceOf(Decision.Allow.class);
        Files.delete(file);
        eventually("another problem", () -> problem().contains("does not exist"));
        assertThat(login("bob", CANARY)).isInstanceOf(Decision.Allow.class);
        replace("bob other\n");
        eventually("the other password", () -> login("bob", "other") instanceof Decision.Allow);
        // Said a moment after it is in force.
        eventually("no problem", () -> problem().isEmpty());
        eventually("it is said", () -> logged.text().contains("fixed and applied"));
    }

    @Test
    void another_problem_is_said_at_once_and_the_same_one_once_a_minute() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        wrongIn(1);
        wrongIn(2);
        eventually("the newer one is said", () -> logged.text().contains("line 2"));
        wrongIn(1);
        assertThat(logged.text().split("ERROR", -1)).hasSize(3);
        time.pass(Duration.ofMinutes(1));
        wrongIn(2);
        eventually("it is said again", () -> logged.text().split("ERROR", -1).length == 4);
    }

    private void wrongIn(int line) throws IOException {
        replace("# \n".repeat(line - 1) + "bob $2a$\n");
        eventually("problem in line " + line, () -> problem().contains("line " + line));
    }

    @Test
    void options_behind_a_password_are_a_part_of_it_and_the_line_is_named() throws IOException {
        Files.writeString(
                file,
                "# users\nbob " + CANARY + " roles=publisher\namy \\" + CANARY + " rooms=a\nsue " + CANARY
                        + "roles=x\nzoe " + HASH + " roles=publisher\n");
        start();
        assertThat(logged.text())
                .contains("line 2 of the credentials file: 'roles=' is part of the password")
                .doesNotContain("line 3 of", "line 4 of", "line 5 of")
                .contains("run in RED5_HOME: stagedoor/bin/stagedoor user hash-all --file " + file);
    }

    @Test
    void a_file_that_is_written_in_place_is_seen_whole() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start();
        Files.writeString(file, "bob " + CANARY + "2\namy " + HASH + "\n");
        eventually("the new password", () -> login("bob", CANARY + "2") instanceof Decision.Allow);
    }

    @Test
    void a_change_of_the_configuration_does_not_look_at_a_file_that_is_being_written() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start("pollMillis", 60_000L);
        Files.writeString(file, "bob " + CANARY.substring(0, 5));
        // And nobody else does, however long this takes.
        modify("pollMillis", 59_000L);
        assertThat(login("bob", CANARY)).isInstanceOf(Decision.Allow.class);
        Files.writeString(file, "bob " + CANARY + "2\n");
        modify("pollMillis", 50L);
        eventually("the whole file", () -> login("bob", CANARY + "2") instanceof Decision.Allow);
    }

    @Test
    void a_hash_that_does_not_fit_into_the_heap_is_a_problem() throws IOException {
        Files.writeString(file, "bob " + CANARY + "\n");
        start("maxConcurrentHashes", 256L);
        long heap = Runtime.getRuntime().maxMemory();
        if (heap < 128L << 30) {
            replace("bob $argon2id$v=19$m=262144,t=2,p=1$" + HASH.split("\\$", 5)[4] + "\n");
            eventually("a problem", () -> problem().contains("maxConcurrentHashes"));
        }
        assertThat(login("bob", CANARY)).isInstanceOf(Decision.Allow.class);
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(SimpleComponent.THREAD))
                .count();
    }

    private void start(Object... changes) {
        Map<String, Object> properties = properties(changes);
        properties.put("service.pid", "stagedoor.authenticator.simple~live");
        component = new SimpleComponent(properties, bundle.context(), time, time);
    }

    private void end() {
        if (component != null) {
            component.deactivate();
            component = null;
        }
    }

    private void modify(Object... changes) {
        component.modified(properties(changes));
    }

    private Decision login(String name, String password) {
        return bundle.only().service().authenticate(request(name, password, SimpleFixtures.ADDRESS, time));
    }

    private String problem() {
        String problem = bundle.only().service().problem().orElse("");
        return problem.replaceFirst("^stagedoor.authenticator.simple(~live)?: ", "");
    }

    private void replace(String content) throws IOException {
        Path written = Files.writeString(home.resolve("written"), content);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
