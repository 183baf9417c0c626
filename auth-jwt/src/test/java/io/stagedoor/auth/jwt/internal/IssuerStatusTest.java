package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.IssuerStage.claims;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.support.RawServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of issuers over JMX. */
class IssuerStatusTest {

    private static final SigningParty RSA = SigningParty.of("RS256");
    private static final SigningParty NEXT = SigningParty.of("ES256");

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private volatile String answer = RawServer.ok("{\"keys\":[" + RSA.jwk("one", ",\"alg\":\"RS256\"") + "]}");
    private RawServer provider;
    private IssuerStage stage;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        provider = new RawServer((socket, number) -> RawServer.write(socket, answer));
        stage = new IssuerStage(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
        provider.close();
    }

    private Object read(String issuer, String attribute) {
        try {
            return beans.getAttribute(stage.bean(issuer), attribute);
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    private List<CompositeData> table(String issuer, String attribute) {
        return List.of((CompositeData[]) read(issuer, attribute));
    }

    /** All that can be read of an issuer, as text. */
    private String everything(String issuer) throws JMException {
        return Stream.of(beans.getMBeanInfo(stage.bean(issuer)).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .map(name -> read(issuer, name))
                .map(value -> value instanceof Object[] array ? List.of(array).toString() : value.toString())
                .collect(Collectors.joining("\n"));
    }

    private void published() {
        stage.issuer("a", "keys", provider.url("/jwks?token=canary"), "keysCooldownSeconds", "5")
                .authenticator("issuers", "a");
        eventually("registered", () -> stage.bundle().registrations() > 0);
        // A place says first that it has them.
        eventually("keys", () -> (int) read("a", "KeyCount") == 1);
    }

    @Test
    void shows_the_keys_of_the_moment_and_how_fetching_goes() {
        published();
        assertThat(read("a", "Name")).isEqualTo("a");
        assertThat(read("a", "Issuer")).isEqualTo("https://a.example");
        assertThat(read("a", "Problem")).isEqualTo("");
        assertThat(read("a", "KeyCount")).isEqualTo(1);
        assertThat(table("a", "Keys")).singleElement().satisfies(key -> {
            assertThat(key.get("kid")).isEqualTo("one");
            assertThat(key.get("kind")).isEqualTo("RSA 2048");
            assertThat(key.get("algorithms")).isEqualTo("RS256");
            assertThat((String) key.get("sha256")).matches("[0-9a-f]{16}");
            assertThat((long) key.get("ageSeconds")).isBetween(0L, 60L);
        });
        assertThat(table("a", "Places")).singleElement().satisfies(place -> {
            assertThat(place.get("setting")).isEqualTo("keys");
            assertThat(place.get("url")).isEqualTo(provider.url("/jwks"));
            assertThat(Instant.parse((String) place.get("lastRefresh")))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat((long) place.get("ageSeconds")).isBetween(0L, 60L);
            assertThat(place.get("failures")).isEqualTo(0);
            assertThat(Duration.ofSeconds((long) place.get("nextRefreshSeconds")))
                    .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(66));
            assertThat(place.get("unknownKeys")).isEqualTo(0L);
            assertThat(place.get("undecided")).isEqualTo(0L);
        });
    }

    @Test
    void follows_a_new_key_and_counts_the_tokens_that_came_before_it() {
        published();
        String next = NEXT.token("two", claims("a", ""));
        answer = RawServer.ok("{\"keys\":[" + RSA.jwk("one", ",\"alg\":\"RS256\"") + "," + NEXT.jwk("two", "") + "]}");
        assertThat(stage.decide(next)).isInstanceOf(Decision.Unavailable.class);
        assertThat(table("a", "Places").get(0).get("undecided")).isEqualTo(1L);
        eventually("let in", () -> stage.decide(next) instanceof Decision.Allow);
        assertThat(table("a", "Keys"))
                .extracting(key -> key.get("kid") + " " + key.get("algorithms"))
                .containsExactly("one RS256", "two ES256");
        assertThat((long) table("a", "Places").get(0).get("unknownKeys")).isGreaterThanOrEqualTo(1L);
    }

    @Test
    void counts_fetches_that_fail_and_keeps_the_age_of_the_keys_in_use() {
        published();
        Object before = table("a", "Places").get(0).get("lastRefresh");
        answer = "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n";
        stage.decide(NEXT.token("two", claims("a", "")));
        eventually("failures", () -> (int) table("a", "Places").get(0).get("failures") > 1);
        eventually("a problem", () -> ((String) read("a", "Problem")).contains("status 503"));
        assertThat((String) read("a", "Problem")).contains("keys: " + provider.url("/jwks"));
        assertThat(table("a", "Places").get(0).get("lastRefresh")).isEqualTo(before);
        assertThat(read("a", "KeyCount")).isEqualTo(1);
    }

    private double measured(String name, String outcome) {
        return stage.service().measures().stream()
                .filter(measure -> measure.name().equals(name)
                        && "a".equals(measure.labels().get("issuer"))
                        && outcome.equals(measure.labels().getOrDefault("outcome", "")))
                .mapToDouble(Measure::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void measures_fetches_the_age_of_keys_and_tokens_that_nobody_signed() {
        published();
        assertThat(measured("keys_age_seconds", "")).isBetween(0.0, 60.0);
        assertThat(measured("key_refreshes_total", "ok")).isGreaterThanOrEqualTo(1);
        assertThat(measured("key_refreshes_total", "failed")).isZero();
        assertThat(measured("unknown_keys_total", "")).isZero();
        answer = "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n";
        stage.decide(NEXT.token("two", claims("a", "")));
        assertThat(measured("unknown_keys_total", "")).isEqualTo(1);
        eventually("failed", () -> measured("key_refreshes_total", "failed") > 0);
    }

    @Test
    void shows_nothing_of_a_secret_and_no_query() throws Exception {
        String secret = "a-canary-that-is-a-secret-of-an-issuer-0123456789";
        Path file = Files.writeString(folder.resolve("secret"), secret);
        stage.issuer("s", "keys", "secret:" + file, "algorithms", "HS256");
        assertThat(table("s", "Keys")).singleElement().satisfies(key -> {
            assertThat(key.get("kind")).isEqualTo("secret");
            assertThat(key.get("sha256")).isEqualTo("");
        });
        published();
        assertThat(everything("s") + everything("a"))
                .contains("HS256", "RSA 2048")
                .doesNotContain(secret, JwtFixtures.base64(secret), "canary");
    }

    @Test
    void shows_a_hundred_keys_at_most_and_counts_them_all() throws IOException {
        String jwks = IntStream.range(0, 150)
                .mapToObj(number -> NEXT.jwk("key-" + number, ""))
                .collect(Collectors.joining(","));
        Path file = Files.writeString(folder.resolve("many"), "{\"keys\":[" + jwks + "]}");
        stage.issuer("many", "keys", file.toString());
        assertThat(read("many", "KeyCount")).isEqualTo(150);
        assertThat(table("many", "Keys")).hasSize(100);
        assertThat(table("many", "Places")).isEmpty();
    }

    @Test
    void says_what_is_wrong_with_a_configuration_that_never_was_good() {
        stage.issuer("wrong", "keys", folder.resolve("missing").toString());
        assertThat(read("wrong", "Name")).isEqualTo("");
        assertThat((String) read("wrong", "Problem")).contains("stagedoor.issuer~wrong: keys: ", "does not exist");
        assertThat(table("wrong", "Keys")).isEmpty();
    }

    @Test
    void goes_with_the_issuer() throws JMException {
        published();
        assertThat(beans.isRegistered(stage.bean("a"))).isTrue();
        stage.issuer("a", "keys", provider.url("/jwks"), "audiences", "others");
        assertThat(beans.isRegistered(stage.bean("a"))).isTrue();
        stage.removeIssuer("a");
        assertThat(beans.isRegistered(stage.bean("a"))).isFalse();
    }
}
