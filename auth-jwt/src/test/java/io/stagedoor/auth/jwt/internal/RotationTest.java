package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.properties;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.refusal;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.tokenOf;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.issuer.Issuers;
import io.stagedoor.auth.support.FakeBundleContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {

    private static final String A = "secret-A.that~is!long enough, and of no use";
    private static final String B = "secret-B.that~is!long enough, and of no use";
    private static final String C = "secret-C.that~is!long enough, and of no use";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration INSTANT = Duration.ofNanos(1);

    private final MovableClock clock = new MovableClock();
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
        stopComponent();
        System.setErr(stderr);
        assertThat(log()).doesNotContain(A, B, C);
    }

    @Test
    void without_an_overlap_the_old_secret_is_refused_at_once() {
        configure("jwtSecret", A);
        configure("jwtSecret", B);
        assertThat(accepted()).containsExactly(B);
    }

    @Test
    void the_old_secret_is_accepted_until_its_instant_and_not_at_it() {
        configure("jwtSecret", A);
        rotate(until(MINUTE));
        assertThat(accepted()).containsExactly(A, B);
        clock.advance(MINUTE.minus(INSTANT));
        assertThat(accepted()).containsExactly(A, B);
        clock.advance(INSTANT);
        assertThat(accepted()).containsExactly(B);
        assertThat(bundle.only().service().problem()).isEmpty();
        assertThat(refusal(bundle.only().service(), tokenOf(A, "old"))).contains(Reason.BAD_SIGNATURE);
    }

    /** Who is in by the old secret is judged again then, where the application says so. */
    @Test
    void the_end_of_an_overlap_is_a_change_of_the_settings_and_there_is_one() {
        configure("jwtSecret", A);
        rotate(until(MINUTE));
        long rotated = generation();
        clock.advance(MINUTE.minus(INSTANT));
        assertThat(generation()).isEqualTo(rotated);
        clock.advance(INSTANT);
        eventually("a change", () -> generation() == rotated + 1);
        assertThat(accepted()).containsExactly(B);
        clock.advance(MINUTE);
        assertThat(generation()).isEqualTo(rotated + 1);
    }

    private long generation() {
        return bundle.only().service().generation();
    }

    private String detail(String token) {
        return ((Decision.Deny) bundle.only().service().authenticate(request(token))).detail();
    }

    @Test
    void a_token_of_a_secret_that_is_not_accepted_any_more_is_told_from_a_forged_one() {
        configure("jwtSecret", A);
        rotate(until(MINUTE));
        String end =
                clock.instant().plus(MINUTE).truncatedTo(ChronoUnit.SECONDS).toString();
        clock.advance(MINUTE);
        assertThat(detail(tokenOf(A, "old")))
                .isEqualTo("signed with the previous secret 'old', not accepted since " + end);
        assertThat(detail(tokenOf(C, "old"))).isEqualTo("the signature matches no configured secret");
        rotate(until(Duration.ofMinutes(-1)));
        assertThat(detail(tokenOf(A, ""))).startsWith("signed with the previous secret 'old', not accepted since ");
        stopComponent();
        rotate("overlapSeconds", "60");
        assertThat(detail(tokenOf(A, ""))).isEqualTo("signed with the previous secret 'old', not accepted");
    }

    @Test
    void a_secret_that_was_just_replaced_is_told_too() {
        configure("jwtSecret", A);
        configure("jwtSecret", B);
        assertThat(detail(tokenOf(A, "")))
                .matches("signed with the previous secret 'replaced at .*', not accepted since .*");
    }

    @Test
    void a_token_that_names_another_key_than_its_own_is_told() {
        configure("jwtSecret", A);
        rotate(until(MINUTE));
        assertThat(detail(tokenOf(B, "old")))
                .startsWith("signed with the current secret")
                .endsWith("but kid names another secret");
    }

    @Test
    void an_instant_outlives_a_restart() {
        rotate(until(MINUTE));
        stopComponent();
        rotate(until(MINUTE));
        assertThat(accepted()).containsExactly(A, B);
    }

    @Test
    void an_overlap_is_counted_from_the_change_and_from_no_later_one() {
        configure("jwtSecret", A);
        rotate("overlapSeconds", "60");
        assertThat(accepted()).containsExactly(A, B);
        clock.advance(MINUTE.minus(INSTANT));
        rotate("overlapSeconds", "60", "clockSkewSeconds", 1L);
        assertThat(accepted()).containsExactly(A, B);
        clock.advance(INSTANT);
        assertThat(accepted()).containsExactly(B);
        rotate("overlapSeconds", "60", "clockSkewSeconds", 2L);
        assertThat(accepted()).containsExactly(B);
    }

    private List<String> facts() {
        return bundle.only().service().facts();
    }

    @Test
    void says_until_when_a_previous_secret_is_accepted_and_nothing_afterwards() {
        configure("jwtSecret", A);
        assertThat(facts()).noneMatch(fact -> fact.contains("accepted"));
        rotate(until(MINUTE));
        assertThat(facts())
                .contains("the previous secret 'old' is accepted until "
                        + clock.instant().plus(MINUTE).truncatedTo(ChronoUnit.SECONDS));
        clock.advance(MINUTE);
        assertThat(facts()).noneMatch(fact -> fact.contains("accepted"));
    }

    @Test
    void says_how_long_a_secret_is_in_force_also_after_other_settings_have_changed() {
        configure("jwtSecret", A);
        assertThat(facts()).singleElement().asString().startsWith("jwtSecret: ").contains("for 0 min");
        clock.advance(Duration.ofHours(2));
        configure("jwtSecret", A, "clockSkewSeconds", 1L);
        assertThat(facts()).singleElement().asString().contains("for 2 h").doesNotContain(A);
        configure("jwtSecret", B);
        assertThat(facts()).singleElement().asString().contains("for 0 min").doesNotContain(A, B);
    }

    @Test
    void says_when_the_file_of_a_secret_was_written_and_not_when_it_was_touched() throws Exception {
        Path file = Files.writeString(folder.resolve("live.key"), A);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(Duration.ofDays(41))));
        configure(inFile(file));
        assertThat(facts()).containsExactly("jwtSecretFile: the secret in use was written 41 d ago");
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        configure(inFile(file, "clockSkewSeconds", 1L));
        assertThat(facts()).containsExactly("jwtSecretFile: the secret in use was written 41 d ago");
    }

    private static Map<String, Object> inFile(Path file, Object... changes) {
        Map<String, Object> properties = properties(changes);
        properties.remove("jwtSecret");
        properties.put("jwtSecretFile", file.toString());
        return properties;
    }

    @Test
    void an_overlap_whose_beginning_nobody_saw_is_none() {
        rotate("overlapSeconds", "60");
        assertThat(accepted()).containsExactly(B);
        assertThat(log()).contains("WARN", "'old' is not accepted", "acceptUntil");
    }

    @Test
    void a_replaced_secret_is_accepted_for_the_general_overlap() {
        configure("jwtSecret", A, "overlapSeconds", 60L);
        configure("jwtSecret", B, "overlapSeconds", 60L);
        assertThat(accepted()).containsExactly(A, B);
        clock.advance(MINUTE.dividedBy(2));
        configure("jwtSecret", C, "overlapSeconds", 60L);
        assertThat(accepted()).containsExactly(A, B, C);
        clock.advance(MINUTE.dividedBy(2));
        assertThat(accepted()).containsExactly(B, C);
        configure("jwtSecret", C);
        assertThat(accepted()).as("taking the overlap away is at once").containsExactly(C);
    }

    @Test
    void a_secret_that_comes_back_is_the_current_one_again() {
        configure("jwtSecret", A, "overlapSeconds", 60L);
        configure("jwtSecret", B, "overlapSeconds", 60L);
        configure("jwtSecret", A, "overlapSeconds", 60L);
        clock.advance(MINUTE);
        assertThat(accepted()).containsExactly(A);
    }

    @Test
    void only_the_latest_of_many_replaced_secrets_are_kept() {
        String last = "";
        for (int i = 0; i < 100; i++) {
            last = "secret-" + i + ".that~is!long enough, and of no use";
            configure("jwtSecret", last, "overlapSeconds", 60L);
        }
        assertThat(accepts(last)).isTrue();
        assertThat(accepts(last.replace("99", "95"))).isTrue();
        assertThat(accepts(last.replace("99", "94"))).isFalse();
    }

    @Test
    void what_the_list_says_of_a_secret_goes_before_the_general_overlap() {
        configure("jwtSecret", A, "overlapSeconds", 60L);
        rotate(merged(until(Duration.ofSeconds(10)), "overlapSeconds", 60L));
        clock.advance(Duration.ofSeconds(10));
        assertThat(accepted()).containsExactly(B);
    }

    @Test
    void a_secret_that_is_listed_as_ended_is_refused_at_once() {
        configure("jwtSecret", A, "overlapSeconds", 60L);
        rotate(merged(until(Duration.ZERO), "overlapSeconds", 60L));
        assertThat(accepted()).containsExactly(B);
    }

    @Test
    void a_secret_that_is_taken_off_the_list_is_refused_at_once() {
        configure("jwtSecret", A, "overlapSeconds", 60L);
        rotate(merged(until(MINUTE), "overlapSeconds", 60L));
        assertThat(accepted()).containsExactly(A, B);
        configure("jwtSecret", B, "overlapSeconds", 60L, "previousSecret.old.secret", A);
        assertThat(accepted()).containsExactly(B);
        assertThat(log()).contains("previousSecret.old.secret: ignored: previousSecrets");
    }

    @Test
    void a_wrong_list_changes_nothing() {
        configure("jwtSecret", A);
        rotate(until(MINUTE));
        configure("jwtSecret", C, "previousSecrets", new String[] {"x"}, "previousSecret.x.secret", "short");
        assertThat(accepted()).containsExactly(A, B);
        assertThat(problem()).startsWith("previousSecret.x.secret: ").doesNotContain("short;");
        configure(
                "jwtSecret",
                C,
                "previousSecrets",
                new String[] {"x"},
                "previousSecret.x.secret",
                C,
                "previousSecret.x.overlapSeconds",
                1);
        assertThat(accepted()).containsExactly(A, B);
        assertThat(problem()).startsWith("previousSecret.x.secret: is the current secret");
        clock.advance(MINUTE);
        assertThat(accepted()).as("the end comes all the same").containsExactly(B);
    }

    @Test
    void a_kid_picks_the_secret_of_that_name() {
        rotate(merged(until(MINUTE), "jwtSecretId", "new"));
        assertThat(accepts(A, "old")).isTrue();
        assertThat(accepts(B, "new")).isTrue();
        assertThat(accepts(A, "new")).isFalse();
        assertThat(accepts(B, "old")).isFalse();
        clock.advance(MINUTE);
        assertThat(accepts(A, "old")).isFalse();
        assertThat(accepts(B, "new")).isTrue();
    }

    @Test
    void a_kid_that_nobody_configured_is_ignored() {
        rotate(until(MINUTE));
        for (String kid : List.of("unknown", "OLD", "../../etc/passwd", "https://192.0.2.1/jwks")) {
            assertThat(accepts(A, kid)).as(kid).isTrue();
            assertThat(accepts(B, kid)).as(kid).isTrue();
            assertThat(accepts(C, kid)).as(kid).isFalse();
        }
    }

    @Test
    void a_replaced_secret_keeps_its_name() {
        configure("jwtSecret", A, "jwtSecretId", "a", "overlapSeconds", 60L);
        configure("jwtSecret", B, "jwtSecretId", "b", "overlapSeconds", 60L);
        assertThat(accepts(A, "a")).isTrue();
        assertThat(accepts(B, "a")).isFalse();
        assertThat(accepts(A, "b")).isFalse();
        configure("jwtSecret", C, "jwtSecretId", "b", "overlapSeconds", 60L);
        assertThat(accepts(B, "b")).as("two of one name").isTrue();
        assertThat(accepts(C, "b")).as("two of one name").isTrue();
    }

    @Test
    void a_replaced_file_content_is_accepted_for_the_overlap() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), A);
        configure("jwtSecret", "", "jwtSecretFile", file.toString(), "overlapSeconds", 60L);
        replace(file, B);
        eventually("the new secret", () -> accepts(B));
        assertThat(accepted()).containsExactly(A, B);
        clock.advance(MINUTE);
        assertThat(accepted()).containsExactly(B);
    }

    @Test
    void a_previous_secret_in_a_file_is_followed_too() throws IOException {
        Path file = Files.writeString(folder.resolve("old"), A);
        Map<String, Object> properties = merged(until(MINUTE), "previousSecret.old.file", file.toString());
        properties.remove("previousSecret.old.secret");
        properties.put("jwtSecret", B);
        properties.put("previousSecrets", new String[] {"old"});
        configure(properties);
        assertThat(accepted()).containsExactly(A, B);
        replace(file, C);
        eventually("the other file", () -> accepts(C));
        assertThat(accepted()).containsExactly(B, C);
        Files.delete(file);
        eventually("a problem", () -> problem().startsWith("previousSecret.old.file: the file does not exist"));
        assertThat(accepted()).as("the last good ones").containsExactly(B, C);
        clock.advance(MINUTE);
        eventually("no problem, for it has ended", () -> problem().isEmpty());
        assertThat(accepted()).containsExactly(B);
    }

    @Test
    void who_still_comes_with_an_old_secret_is_told_once_a_minute() {
        rotate(until(MINUTE.multipliedBy(10)));
        assertThat(uses()).isEmpty();
        for (int i = 0; i < 5; i++) {
            accepts(A);
            accepts(B);
            accepts(C);
        }
        assertThat(uses()).containsExactly("1 client(s) used the previous secret 'old'");
        clock.advance(MINUTE);
        accepts(A);
        assertThat(uses()).hasSize(2).last().asString().startsWith("5 client(s)");
        accepts(A);
        stopComponent();
        assertThat(uses()).hasSize(3).last().asString().startsWith("1 client(s)");
    }

    private void rotate(Map<String, Object> changes) {
        changes.putIfAbsent("jwtSecret", B);
        changes.putIfAbsent("previousSecrets", new String[] {"old"});
        changes.putIfAbsent("previousSecret.old.secret", A);
        configure(changes);
    }

    private void rotate(String end, String value, Object... changes) {
        Map<String, Object> all = properties(changes);
        all.remove("jwtSecret");
        all.put("previousSecret.old." + end, value);
        rotate(all);
    }

    private static Map<String, Object> until(Duration fromNow) {
        Map<String, Object> properties = properties();
        properties.remove("jwtSecret");
        Instant end = JwtFixtures.CLOCK.instant().plus(fromNow);
        properties.put("previousSecret.old.acceptUntil", end.toString());
        return properties;
    }

    private static Map<String, Object> merged(Map<String, Object> properties, Object... changes) {
        Map<String, Object> added = properties(changes);
        if (!Arrays.asList(changes).contains("jwtSecret")) {
            added.remove("jwtSecret");
        }
        properties.putAll(added);
        return properties;
    }

    private void configure(Object... changes) {
        configure(properties(changes));
    }

    private void configure(Map<String, Object> properties) {
        if (component == null) {
            component = new JwtComponent(properties, bundle.context(), new Issuers(), clock);
        } else {
            component.modified(properties);
        }
    }

    private void stopComponent() {
        if (component != null) {
            component.deactivate();
            component = null;
        }
    }

    private List<String> accepted() {
        return Stream.of(A, B, C).filter(this::accepts).toList();
    }

    private boolean accepts(String secret) {
        return accepts(secret, "");
    }

    private boolean accepts(String secret, String kid) {
        return refusal(bundle.only().service().authenticate(request(tokenOf(secret, kid))))
                .map(reason -> {
                    assertThat(reason).isEqualTo(Reason.BAD_SIGNATURE);
                    return false;
                })
                .orElse(true);
    }

    private String problem() {
        String problem = bundle.only().service().problem().orElse("");
        return problem.replaceFirst("^stagedoor.authenticator.jwt(~live)?: ", "");
    }

    private List<String> uses() {
        List<String> uses = new ArrayList<>();
        log().lines()
                .filter(line -> line.contains("client(s) used"))
                .forEach(line -> uses.add(line.substring(line.lastIndexOf(": ") + 2, line.indexOf(", which"))));
        return uses;
    }

    private String log() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    private void replace(Path file, String content) throws IOException {
        Path written = Files.writeString(folder.resolve("written"), content);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
