package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.CLOCK;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.properties;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.withClaims;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.jwt.internal.issuer.Issuers;
import io.stagedoor.auth.support.FakeBundleContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtComponentTest {

    private static final String OTHER = "another-5ecret.that~is!long enough, of no use";
    private static final String GOOD = withClaims("");

    private final FakeBundleContext bundle = new FakeBundleContext();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream stderr = System.err;
    private JwtComponent component;

    @TempDir
    private Path folder;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        end();
        System.setErr(stderr);
        assertThat(log()).doesNotContain(JwtFixtures.SECRET, OTHER);
    }

    @Test
    void is_registered_with_its_name_and_pid_and_nothing_else() {
        start("service.ranking", 7);
        assertThat(bundle.registered()).hasSize(1);
        assertThat(bundle.only().properties())
                .isEqualTo(Map.of(
                        "authenticator.name",
                        "live-jwt",
                        "authenticator.credentials",
                        "token",
                        "authenticator.local",
                        true,
                        "service.pid",
                        "stagedoor.authenticator.jwt~live"));
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        assertThat(bundle.only().service().problem()).isEmpty();
    }

    @Test
    void goes_with_its_configuration() {
        start();
        end();
        assertThat(bundle.registered()).isEmpty();
    }

    @Test
    void a_change_leaves_service_and_registration() {
        start();
        FakeBundleContext.Registered before = bundle.only();
        modify("jwtSecret", OTHER);
        assertThat(bundle.only()).isSameAs(before);
        assertThat(bundle.registrations()).isEqualTo(1);
        assertThat(answer()).isInstanceOf(Decision.Deny.class);
        modify();
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
    }

    /** Config Admin may deliver one more than once; clients that came in by it are not to be judged again for that. */
    @Test
    void the_same_configuration_again_is_no_change() {
        start();
        long before = bundle.only().service().generation();
        modify();
        assertThat(bundle.only().service().generation()).isEqualTo(before);
        modify("jwtTtlMinutes", 30L);
        assertThat(bundle.only().service().generation()).isEqualTo(before + 1);
    }

    /** A restriction that is dropped opens the door. */
    @Test
    void a_restriction_that_is_misspelt_lets_nobody_in() {
        String file = "stagedoor.authenticator.jwt-live.cfg";
        for (String key : new String[] {"expectedIsuer", "jwt.issuer", "jwt.ttl.minutes", "expected.issuer"}) {
            start(key, "https://i.example", "felix.fileinstall.filename", "file:/conf/" + file);
            assertThat(answer()).isInstanceOf(Decision.Unavailable.class);
            assertThat(bundle.only().service().problem().orElseThrow())
                    .startsWith(file + ": " + key + ": is not known (")
                    .containsAnyOf("(did you mean expectedIssuer?)", "(here it is called ");
            assertThat(log()).contains(file + ": " + key, "Clients are refused until it is fixed");
            end();
        }
    }

    @Test
    void the_last_good_configuration_stays_when_an_unknown_property_comes() {
        start("expectedIssuer", "https://i.example");
        modify("expectedIsuer", "https://i.example");
        assertThat(answer()).isInstanceOf(Decision.Deny.class);
        assertThat(problem()).startsWith("expectedIsuer: is not known (did you mean expectedIssuer?)");
        modify("x-note", "any issuer from today on");
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        assertThat(problem()).isEmpty();
    }

    @Test
    void a_byte_order_mark_hides_no_restriction() {
        start("\ufeffexpectedIssuer", "https://i.example");
        assertThat(answer()).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void blanks_at_the_ends_count_in_a_secret_only_and_are_told() {
        start("jwtTtlMinutes", "60 ", "name", " live-jwt\t", "expiry", "connect ", "jwtSecret", OTHER + " ");
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "live-jwt");
        assertThat(answer()).isInstanceOf(Decision.Deny.class);
        assertThat(log()).contains("WARN", "the secret begins or ends with a blank");
        modify("jwtTtlMinutes", " 60");
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
    }

    /** What tickets rest on: no secret of it is needed, and it is the same after a restart. */
    @Test
    void an_allowance_stands_as_long_as_its_key_is_accepted_by_the_same_rules() {
        start();
        Decision.Allow allow = (Decision.Allow) bundle.only()
                .service()
                .authenticate(request(GOOD).toBuilder().purpose(Purpose.TICKET).build());
        Decision.Standing standing = allow.standing().orElseThrow();
        assertThat(standing.end()).isEqualTo(Instant.ofEpochSecond(JwtFixtures.NOW + 60));
        assertThat(allow.grant().endsAt()).as("exp cuts nobody").isEmpty();
        assertThat(((Decision.Allow) answer()).standing()).isEmpty();
        String basis = standing.basis();
        assertThat(stands(basis)).contains(true);
        assertThat(stands("s")).contains(false);
        end();
        start("jwtTtlMinutes", 60L);
        assertThat(stands(basis)).contains(true);
        String until = Instant.ofEpochSecond(JwtFixtures.NOW + 60).toString();
        Object[] rotated = {
            "jwtSecret",
            OTHER,
            "previousSecrets",
            "old",
            "previousSecret.old.secret",
            JwtFixtures.SECRET,
            "previousSecret.old.acceptUntil",
            until
        };
        modify(rotated);
        assertThat(stands(basis)).as("in the overlap").contains(true);
        modify("jwtSecret", OTHER);
        assertThat(stands(basis)).contains(false);
        modify("expectedIssuer", "https://i.example");
        assertThat(stands(basis)).as("by other rules").contains(false);
        modify();
        assertThat(stands(basis)).contains(true);
    }

    /** By this a secret is noticed that changes while the bundle is replaced. */
    @Test
    void the_content_is_that_of_the_secret_and_the_same_for_the_next_instance() {
        start();
        String content = bundle.only().service().content();
        assertThat(content).matches("[A-Za-z0-9_-]{20,64}");
        end();
        start();
        assertThat(bundle.only().service().content()).isEqualTo(content);
        modify("jwtSecret", OTHER);
        assertThat(bundle.only().service().content()).isNotEqualTo(content);
    }

    private Optional<Boolean> stands(String basis) {
        return bundle.only().service().stands(basis);
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
        modify("jwtTtlMinutes", 0L, "name", "other", "jwtSecret", OTHER);
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "live-jwt");
        assertThat(problem()).startsWith("jwtTtlMinutes: ");
        assertThat(log()).contains("ERROR", "jwtTtlMinutes", "last good configuration");
        modify("name", "");
        assertThat(problem()).startsWith("name: ");
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        modify();
        assertThat(bundle.only().service().problem()).isEmpty();
        assertThat(log()).contains("fixed and applied");
    }

    @Test
    void one_problem_is_logged_once() {
        start();
        for (int i = 0; i < 5; i++) {
            modify("jwtTtlMinutes", 0L);
        }
        assertThat(log().split("ERROR", -1)).hasSize(2);
    }

    @Test
    void a_wrong_first_configuration_refuses_everyone_and_says_why() {
        start("jwtSecret", "too short a secret");
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "live-jwt");
        assertThat(answer())
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail())
                                .contains("jwtSecret")
                                .doesNotContain("too short a secret"));
        assertThat(problem()).startsWith("jwtSecret: ").doesNotContain("too short a secret");
        assertThat(log()).contains("ERROR", "Clients are refused").doesNotContain("too short a secret");
        modify();
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void without_a_name_nothing_is_registered_until_there_is_one() {
        start("name", " ");
        assertThat(bundle.registered()).isEmpty();
        assertThat(log()).contains("ERROR", "name: ");
        modify();
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void a_changed_file_is_picked_up_and_a_vanished_one_keeps_its_last_good_secret() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), JwtFixtures.SECRET + "\n");
        startWithFile(file);
        assertThat(answer()).isInstanceOf(Decision.Allow.class);

        Files.delete(file);
        eventually("a problem", () -> bundle.only().service().problem().isPresent());
        assertThat(problem()).startsWith("jwtSecretFile: ").contains(file.toString());
        assertThat(answer()).isInstanceOf(Decision.Allow.class);

        replace(file, "short");
        eventually("another problem", () -> problem().contains("shorter"));
        assertThat(answer()).isInstanceOf(Decision.Allow.class);

        replace(file, OTHER);
        eventually("the other secret", () -> answer() instanceof Decision.Deny);
        // Said a moment after it is in force.
        eventually("no problem", () -> problem().isEmpty());
        replace(file, JwtFixtures.SECRET);
        eventually("the first secret", () -> answer() instanceof Decision.Allow);
        assertThat(bundle.registrations()).isEqualTo(1);
    }

    @Test
    void a_link_that_leads_elsewhere_is_seen() throws IOException {
        Path first =
                Files.writeString(Files.createDirectory(folder.resolve("1")).resolve("secret"), OTHER);
        Path second =
                Files.writeString(Files.createDirectory(folder.resolve("2")).resolve("secret"), JwtFixtures.SECRET);
        Files.setLastModifiedTime(second, Files.getLastModifiedTime(first));
        Path data = Files.createSymbolicLink(folder.resolve("data"), first.getParent());
        startWithFile(data.resolve("secret"));
        assertThat(answer()).isInstanceOf(Decision.Deny.class);
        Files.move(
                Files.createSymbolicLink(folder.resolve("data2"), second.getParent()),
                data,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        eventually("the second secret", () -> answer() instanceof Decision.Allow);
    }

    @Test
    void what_is_odd_in_a_file_and_who_can_read_it_is_said_without_the_secret() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "\"" + OTHER + "\"\n\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        startWithFile(file);
        assertThat(log())
                .contains("jwtSecretFile: the secret is in quotes", "line break", "chmod o-r " + file.toRealPath())
                .doesNotContain(OTHER);
    }

    @Test
    void a_file_that_comes_later_mends_it() throws IOException {
        Path file = folder.resolve("secret");
        startWithFile(file);
        assertThat(answer()).isInstanceOf(Decision.Unavailable.class);
        replace(file, JwtFixtures.SECRET);
        eventually("the secret", () -> answer() instanceof Decision.Allow);
        eventually("it is said", () -> log().contains("fixed and applied"));
    }

    @Test
    void a_changed_file_is_seen_while_a_later_configuration_is_wrong() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), OTHER);
        startWithFile(file);
        modify("jwtSecret", "", "jwtSecretFile", file.toString(), "clockSkewSeconds", -1L);
        replace(file, JwtFixtures.SECRET);
        eventually("the new secret", () -> answer() instanceof Decision.Allow);
        assertThat(problem()).startsWith("clockSkewSeconds: ");
    }

    @Test
    void a_change_to_a_missing_file_keeps_all_of_the_last_good_configuration() throws IOException {
        start();
        Path file = folder.resolve("secret");
        modify("name", "other", "jwtSecret", "", "jwtSecretFile", file.toString());
        assertThat(answer()).isInstanceOf(Decision.Allow.class);
        assertThat(bundle.only().properties()).containsEntry("authenticator.name", "live-jwt");
        replace(file, OTHER);
        // For a moment it has both names.
        eventually(
                "the file's secret",
                () -> bundle.registered().stream()
                        .allMatch(one -> one.service().authenticate(request(GOOD)) instanceof Decision.Deny));
        eventually(
                "another name",
                () -> bundle.registered().stream()
                        .map(one -> one.properties().get("authenticator.name"))
                        .toList()
                        .equals(List.of("other")));
    }

    @Test
    void no_thread_is_left() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), JwtFixtures.SECRET);
        startWithFile(file);
        eventually("no watcher but this one's", () -> watchers() == 1);
        for (int i = 0; i < 20; i++) {
            modify("jwtSecret", "", "jwtSecretFile", file.toString());
        }
        end();
        eventually("the threads have ended", () -> watchers() == 0);
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("stagedoor-jwt-secret"))
                .peek(thread -> assertThat(thread.isDaemon()).isTrue())
                .peek(thread -> assertThat(thread.getContextClassLoader()).isNull())
                .count();
    }

    private void startWithFile(Path file) {
        start("jwtSecret", "", "jwtSecretFile", file.toString());
    }

    private void start(Object... changes) {
        Map<String, Object> properties = properties(changes);
        properties.put("service.pid", "stagedoor.authenticator.jwt~live");
        component = new JwtComponent(properties, bundle.context(), new Issuers(), CLOCK);
    }

    private void end() {
        if (component != null) {
            component.deactivate();
            component = null;
        }
    }

    private void modify(Object... changes) {
        Map<String, Object> properties = properties(changes);
        component.modified(properties);
    }

    private Decision answer() {
        return bundle.only().service().authenticate(request(GOOD));
    }

    private String problem() {
        String problem = bundle.only().service().problem().orElse("");
        return problem.replaceFirst("^stagedoor.authenticator.jwt(~live)?: ", "");
    }

    private String log() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    private void replace(Path file, String content) throws IOException {
        Path written = Files.writeString(folder.resolve("written"), content);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
