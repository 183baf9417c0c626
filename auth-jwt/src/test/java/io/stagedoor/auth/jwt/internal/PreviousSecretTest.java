package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.CLOCK;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.SECRET;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.properties;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.jwt.internal.key.PreviousSecret;
import io.stagedoor.auth.jwt.internal.key.SecretSettings;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviousSecretTest {

    private static final String OLD = "an0ther-5ecret.that~is!long enough cAnArY";
    private static final String UNTIL = "2027-01-15T08:10:00Z";

    @Test
    void each_has_a_source_and_an_end() {
        SecretSettings secrets = settings(properties(
                        "jwtSecretId",
                        "c",
                        "previousSecrets",
                        new String[] {" a , b ", ""},
                        "previousSecret.a.secret",
                        OLD,
                        "previousSecret.a.acceptUntil",
                        UNTIL,
                        "previousSecret.b.file",
                        "/some/file",
                        "previousSecret.b.overlapSeconds",
                        "600",
                        "overlapSeconds",
                        30L))
                .secrets()
                .orElseThrow();

        assertThat(secrets.id()).isEqualTo("c");
        assertThat(secrets.overlap()).isEqualTo(Duration.ofSeconds(30));
        assertThat(secrets.inFiles()).isTrue();
        PreviousSecret a = secrets.previous().get(0);
        assertThat(a.name()).isEqualTo("a");
        assertThat(a.acceptUntil()).contains(Instant.parse(UNTIL));
        PreviousSecret b = secrets.previous().get(1);
        assertThat(b.source())
                .isEqualTo(new SecretSource.InFile(new FileProperty("previousSecret.b.file", Path.of("/some/file"))));
        assertThat(b.acceptUntil()).isEqualTo(Optional.empty());
        assertThat(b.overlap()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void numbers_may_come_as_numbers() {
        assertThat(settings(previous("overlapSeconds", 5L))
                        .secrets()
                        .orElseThrow()
                        .previous()
                        .get(0)
                        .overlap())
                .isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({
        "acceptUntil, tomorrow",
        "acceptUntil, 2027-01-15",
        "acceptUntil, '2027-01-15 08:10:00'",
        "acceptUntil, 2027-02-30T08:10:00Z",
        "acceptUntil, '${UNTIL}'",
        "overlapSeconds, 0",
        "overlapSeconds, -1",
        "overlapSeconds, 10m",
        "overlapSeconds, 2678401"
    })
    void an_end_that_is_none_is_wrong(String end, String value) {
        assertWrong("previousSecret.old." + end + ": .+; .+", previous(end, value));
    }

    @Test
    void there_is_one_end_and_one_source() {
        Map<String, Object> none = previous("acceptUntil", "");
        assertWrong("previousSecret.old.acceptUntil, previousSecret.old.overlapSeconds: both are missing; .+", none);
        Map<String, Object> both = previous("acceptUntil", UNTIL);
        both.put("previousSecret.old.overlapSeconds", "60");
        assertWrong("previousSecret.old.acceptUntil, previousSecret.old.overlapSeconds: both are set; .+", both);
        Map<String, Object> noSource = previous("acceptUntil", UNTIL);
        noSource.remove("previousSecret.old.secret");
        assertWrong("previousSecret.old.secret, previousSecret.old.file: both are missing; .+", noSource);
        Map<String, Object> twoSources = previous("acceptUntil", UNTIL);
        twoSources.put("previousSecret.old.file", "x");
        assertWrong("previousSecret.old.secret, previousSecret.old.file: both are set; .+", twoSources);
    }

    @ParameterizedTest
    @CsvSource({
        "short cAnArY",
        "changeme-to-a-strong-32-byte-secret-key",
        "base64:cAnArY!!!",
        "'${OLD_SECRET} that is long enough cAnArY'"
    })
    void its_secret_is_as_good_as_a_current_one(String secret) {
        Map<String, Object> properties = previous("acceptUntil", UNTIL);
        properties.put("previousSecret.old.secret", secret);
        assertWrong("previousSecret.old.secret: .+; .+", properties);
    }

    @Test
    void no_secret_stands_in_two_places() {
        Map<String, Object> current = previous("acceptUntil", UNTIL);
        current.put("previousSecret.old.secret", SECRET);
        assertUnreadable("previousSecret.old.secret: is the current secret; .+", current);
        Map<String, Object> twice = previous("acceptUntil", UNTIL);
        twice.putAll(Map.of(
                "previousSecrets",
                new String[] {"old,older"},
                "previousSecret.older.secret",
                OLD,
                "previousSecret.older.overlapSeconds",
                9));
        assertUnreadable("previousSecret.older.secret: has the same secret as another name; .+", twice);
    }

    @Test
    void no_name_stands_twice_and_none_is_odd() {
        for (String names : new String[] {"old,old", "old,OLD"}) {
            Map<String, Object> properties = previous("acceptUntil", UNTIL);
            properties.put("previousSecrets", new String[] {names});
            assertWrong("previousSecrets: names one secret twice; .+", properties);
        }
        assertWrong("previousSecrets: a name is .+; .+", properties("previousSecrets", new String[] {"o ld"}));
        assertWrong("jwtSecretId: a name is .+; .+", properties("jwtSecretId", "o/ld"));
        Map<String, Object> same = previous("acceptUntil", UNTIL);
        same.put("jwtSecretId", "Old");
        assertWrong("jwtSecretId: is also the name of a previous secret; .+", same);
    }

    @Test
    void there_are_not_too_many() {
        String names = IntStream.rangeClosed(0, PreviousSecret.MOST)
                .mapToObj(i -> "n" + i)
                .collect(Collectors.joining(","));
        assertWrong("previousSecrets: has more than 8 names; .+", properties("previousSecrets", new String[] {names}));
    }

    @Test
    void the_overlap_has_limits() {
        assertWrong("overlapSeconds: .+; .+", properties("overlapSeconds", -1L));
        assertWrong("overlapSeconds: .+; .+", properties("overlapSeconds", 2_678_401L));
    }

    @Test
    void what_is_wrong_with_one_that_has_ended_is_no_matter() {
        Map<String, Object> properties = previous("acceptUntil", CLOCK.instant().toString());
        properties.remove("previousSecret.old.secret");
        properties.put("previousSecret.old.file", "/no/such/file");
        assertThat(settings(properties)
                        .secrets()
                        .orElseThrow()
                        .read(CLOCK.instant())
                        .previous())
                .isEmpty();
        assertUnreadable("previousSecret.old.file: the file does not exist; .+", 1, properties);
    }

    @Test
    void a_property_that_is_misspelt_is_wrong() {
        for (String key : new String[] {"previousSecret.old.acceptTill", "previoussecret.old.acceptUntil"}) {
            Map<String, Object> properties = previous("overlapSeconds", "60");
            properties.put(key, UNTIL);
            assertWrong(key + ": is not known \\(did you mean previousSecret.old.acceptUntil\\?\\); .+", properties);
        }
    }

    /** Off the list is how a secret is withdrawn: an error would keep the last good configuration, and with it the secret. */
    @Test
    void one_that_is_not_listed_is_ignored_and_told() {
        Map<String, Object> properties = previous("acceptUntil", UNTIL);
        properties.put("previousSecret.gone.secret", "x");
        properties.put("previousSecret.go.ne.file", "x");
        assertThat(settings(properties).secrets().orElseThrow().previous()).hasSize(1);
        assertThat(PreviousSecret.unlisted(new Properties(JwtConfig.class, properties)))
                .containsExactlyInAnyOrder("previousSecret.gone.secret", "previousSecret.go.ne.file");
    }

    @Test
    void nothing_of_it_is_shown() {
        SecretSettings secrets =
                settings(previous("acceptUntil", UNTIL)).secrets().orElseThrow();
        assertThat(secrets.toString()).contains("old").doesNotContain(OLD, SECRET);
        assertThat(secrets.read(CLOCK.instant()).toString()).doesNotContain(OLD, SECRET);
    }

    private static Map<String, Object> previous(String end, Object value) {
        return properties(
                "previousSecrets",
                new String[] {"old"},
                "previousSecret.old.secret",
                OLD,
                "previousSecret.old." + end,
                value);
    }

    private static void assertUnreadable(String message, Map<String, Object> properties) {
        assertUnreadable(message, 0, properties);
    }

    private static void assertUnreadable(String message, int secondsBefore, Map<String, Object> properties) {
        SecretSettings secrets = settings(properties).secrets().orElseThrow();
        assertThatThrownBy(() -> secrets.read(CLOCK.instant().minusSeconds(secondsBefore)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageMatching(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("cAnArY", SECRET));
    }

    private static void assertWrong(String message, Map<String, Object> properties) {
        assertThatThrownBy(() -> settings(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageMatching(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("cAnArY", SECRET));
    }
}
