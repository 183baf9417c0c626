package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.IssuerStage.claims;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issuers whose keys are on the web, and an authenticator that names them. */
class PublishedKeysTest {

    private static final SigningParty RSA = SigningParty.of("RS256");
    private static final SigningParty NEXT = SigningParty.of("ES256");
    private static final String UNAVAILABLE = "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n";

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream stderr = System.err;
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile RawServer.Behaviour behaviour;
    private RawServer provider;
    private IssuerStage stage;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        publishes(RSA.jwk("one", ""));
        provider = new RawServer((socket, number) -> behaviour.answer(socket, number));
        stage = new IssuerStage(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws IOException {
        never.countDown();
        stage.close();
        provider.close();
        System.setErr(stderr);
    }

    private void publishes(String jwks) {
        says(RawServer.ok("{\"keys\":[" + jwks + "]}"));
    }

    private void says(String raw) {
        behaviour = (socket, number) -> RawServer.write(socket, raw);
    }

    private String log() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    /** Keys count a moment before the log tells of them. */
    private void isLogged(String... parts) {
        eventually("logged", () -> Stream.of(parts).allMatch(log()::contains));
    }

    private static String good() {
        return RSA.token("one", claims("a", ""));
    }

    private static String next() {
        return NEXT.token("two", claims("a", ""));
    }

    private void isLetIn(String token) {
        eventually("let in", () -> stage.decide(token) instanceof Decision.Allow);
    }

    private void started(Object... more) {
        List<Object> all = new ArrayList<>(List.of("keys", provider.url("/jwks"), "keysCooldownSeconds", "5"));
        all.addAll(List.of(more));
        stage.issuer("a", all.toArray()).authenticator("issuers", "a");
        eventually("registered", () -> stage.bundle().registrations() > 0);
    }

    @Test
    void a_token_is_let_in_by_a_key_from_the_web_and_nobody_is_refused_before() {
        started();
        assertThat(stage.decide(good()))
                .as("the authenticator came when its keys had come")
                .isInstanceOf(Decision.Allow.class);
        assertThat(stage.service().problem()).isEmpty();
        isLogged("keys: +'one' (RS256, sha256 ");
        assertThat(log()).doesNotContain("ERROR");
    }

    @Test
    void a_new_key_that_nobody_announced_is_fetched_when_its_first_token_comes() {
        started();
        isLetIn(good());
        publishes(RSA.jwk("one", "") + "," + NEXT.jwk("two", ""));
        stage.decide(next());
        isLetIn(next());
        assertThat(stage.decide(good())).isInstanceOf(Decision.Allow.class);
        isLogged("keys: +'two' (ES256, sha256 ");
    }

    /** So many that none is tried: all the more may another one have signed the token. */
    @Test
    void a_new_key_is_fetched_also_where_too_many_keys_have_no_name() {
        publishes(IntStream.range(0, 6)
                .mapToObj(i -> SigningParty.of("ES256").jwk("", ""))
                .collect(Collectors.joining(",")));
        started();
        publishes(NEXT.jwk("two", ""));
        stage.decide(next());
        isLetIn(next());
    }

    @Test
    void a_key_that_left_the_set_is_not_accepted_any_more() {
        started();
        isLetIn(good());
        publishes(NEXT.jwk("two", ""));
        stage.decide(next());
        isLetIn(next());
        assertThat(stage.decide(good())).isNotInstanceOf(Decision.Allow.class);
        isLogged("keys: +'two' (ES256, sha256 ", " -'one' (RS256, sha256 ");
    }

    @Test
    void forged_tokens_cause_no_more_than_a_fetch_and_are_refused() {
        started("keysCooldownSeconds", "3600");
        isLetIn(good());
        eventually("refused", () -> stage.decide(withKid(0)) instanceof Decision.Deny);
        assertThat(stage.reason(withKid(0))).isEqualTo(Reason.BAD_SIGNATURE);
        int before = provider.requests.get();
        for (int i = 0; i < 2000; i++) {
            assertThat(stage.decide(withKid(i))).isInstanceOf(Decision.Deny.class);
        }
        assertThat(provider.requests).hasValue(before).hasValueLessThanOrEqualTo(2);
        assertThat(stage.reason(SigningParty.of("RS256").token("one", claims("a", ""))))
                .as("of a known name")
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    private static String withKid(int number) {
        return JwtFixtures.base64("{\"alg\":\"RS256\",\"kid\":\"" + number + "\"}") + "." + JwtFixtures.base64("{}")
                + "." + JwtFixtures.base64("x".repeat(256));
    }

    @Test
    void the_document_of_the_provider_says_where_the_keys_are() {
        String issuer = provider.url("/realm");
        behaviour = (socket, number) -> RawServer.write(
                socket,
                RawServer.ok(
                        provider.head().startsWith("GET /realm/.well-known/openid-configuration ")
                                ? "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + provider.url("/certs") + "\"}"
                                : "{\"keys\":[" + RSA.jwk("one", "") + "]}"));
        stage.issuer("a", "keys", "discovery", "issuer", issuer).authenticator("issuers", "a");
        eventually("registered", () -> stage.bundle().registrations() > 0);
        isLetIn(RSA.token("one", claims("a", "").replace("https://a.example", issuer)));
        assertThat(provider.head()).startsWith("GET /certs ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>maintenance</html>",
                "{\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"one\",\"k\":\"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA\"}]}",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"one\",\"x\":\"AQ\",\"y\":\"AQ\"}]}",
                "{\"keys\":[],\"keys\":[]}",
            })
    void a_set_without_a_usable_key_changes_nothing(String set) {
        started();
        isLetIn(good());
        int before = provider.requests.get();
        says(RawServer.ok(set));
        eventually("it was fetched", () -> {
            stage.decide(next());
            return provider.requests.get() > before;
        });
        assertThat(stage.decide(good())).isInstanceOf(Decision.Allow.class);
        assertThat(stage.decide(next())).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void the_usable_keys_of_a_mixed_set_count_and_the_others_are_named_once() {
        publishes("{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA\"},"
                + RSA.jwk("one", ""));
        started();
        isLetIn(good());
        isLogged("WARN", "kid 'secret': it is a secret (kty oct)");
        assertThat(log()).doesNotContain("c2VjcmV0");
    }

    @Test
    void another_providers_keys_open_nothing() {
        SigningParty theirs = SigningParty.of("RS256");
        publishes(theirs.jwk("one", ",\"issuer\":\"https://other.example\""));
        started();
        String token = theirs.token("one", claims("a", ""));
        eventually("refused", () -> stage.decide(token) instanceof Decision.Deny);
        assertThat(stage.reason(token)).isEqualTo(Reason.WRONG_ISSUER);
    }

    @Test
    void without_keys_it_says_why_when_it_was_tried_and_when_it_is_tried_again() {
        says(UNAVAILABLE);
        started();
        eventually("a problem", () -> stage.service().problem().isPresent());
        assertThat(stage.service().problem().orElseThrow())
                .startsWith(
                        "stagedoor.authenticator.jwt~live: issuers: stagedoor.issuer~a: keys: " + provider.url("/jwks")
                                + ": it answers with status 503; there are no keys that may be used (a: there are no keys that"
                                + " may be used; next try ");
        assertThat(stage.detail(good())).contains("issuer 'a': keys: ", "status 503");
        publishes(RSA.jwk("one", ""));
        isLetIn(good());
        eventually("no problem", () -> stage.service().problem().isEmpty());
        isLogged("fixed and applied");
    }

    @Test
    void an_issuer_whose_provider_hangs_keeps_no_other_one_waiting() throws Exception {
        Path pem = Files.writeString(folder.resolve("b.pem"), NEXT.pem());
        behaviour = (socket, number) -> never.await();
        stage.issuer("a", "keys", provider.url("/jwks"))
                .issuer("b", "keys", pem.toString())
                .authenticator("issuers", "a,b");
        eventually("registered, though one is not there", () -> stage.bundle().registrations() > 0);
        assertThat(stage.decide(NEXT.token("", claims("b", "")))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.detail(good())).startsWith("issuer 'a': ");
        assertThat(stage.decide(good())).isInstanceOf(Decision.Unavailable.class);
        assertThat(stage.decide(JwtFixtures.withClaims("")))
                .as("no issuer signs by HS256")
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void a_start_during_an_outage_has_the_keys_of_before_at_once() {
        started();
        isLetIn(good());
        eventually("kept", () -> {
            String[] files = folder.resolve("data").toFile().list();
            return files != null && files.length == 1 && files[0].endsWith(".keys");
        });
        stage.close();
        behaviour = (socket, number) -> never.await();
        stage = new IssuerStage(folder.resolve("data"));
        started();
        assertThat(stage.decide(good())).isInstanceOf(Decision.Allow.class);
        assertThat(stage.decide(next())).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void until_the_keys_of_another_place_are_there_those_of_the_former_one_count() throws Exception {
        started();
        isLetIn(good());
        String elsewhere = provider.url("/elsewhere");
        says(UNAVAILABLE);
        stage.issuer("a", "keys", elsewhere, "keysCooldownSeconds", "5");
        eventually("a problem", () -> stage.service().problem().isPresent());
        assertThat(stage.decide(good())).isInstanceOf(Decision.Allow.class);
        isLogged("keys: " + elsewhere + ": it answers with status 503", "last good configuration");
        publishes(NEXT.jwk("two", ""));
        stage.decide(next());
        isLetIn(next());
        eventually("the former key is gone", () -> !(stage.decide(good()) instanceof Decision.Allow));
        eventually("no problem", () -> stage.service().problem().isEmpty());
    }

    @Test
    void a_file_that_vanished_does_not_hold_up_what_is_on_the_web() throws Exception {
        Path pem = Files.writeString(
                folder.resolve("b.pem"), SigningParty.of("RS256").pem());
        started("keys.b", pem.toString());
        isLetIn(good());
        Files.delete(pem);
        eventually("a problem", () -> stage.service().problem().isPresent());
        publishes(NEXT.jwk("two", ""));
        stage.decide(next());
        isLetIn(next());
        assertThat(stage.decide(good())).isNotInstanceOf(Decision.Allow.class);
        assertThat(stage.service().problem().orElseThrow()).contains("keys.b: the file does not exist");
    }

    @Test
    void another_setting_counts_at_once_and_keeps_what_was_fetched() {
        started("keysCooldownSeconds", "3600");
        isLetIn(good());
        // A token that came before the first answer may have wished for a second one: not any more.
        eventually("nothing is fetched any more", () -> stage.decide(withKid(0)) instanceof Decision.Deny);
        int before = provider.requests.get();
        stage.issuer("a", "keys", provider.url("/jwks"), "keysCooldownSeconds", "3600", "audiences", "others");
        assertThat(stage.reason(good())).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(provider.requests).hasValue(before);
    }
}
