package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.IssuerStage.claims;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issuers whose keys are in files, and an authenticator that names them: what comes, changes and goes. */
class IssuersTest {

    private static final SigningParty RSA = SigningParty.of("RS256");
    private static final SigningParty EC = SigningParty.of("ES256");

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream stderr = System.err;
    private final IssuerStage stage = new IssuerStage();

    @TempDir
    private Path folder;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        stage.close();
        System.setErr(stderr);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"
            })
    void a_token_of_each_algorithm_is_let_in_by_a_key_in_pem_and_by_a_jwk(String algorithm) {
        SigningParty party = SigningParty.of(algorithm);
        stage.issuer("a", "keys", file("a.pem", party.pem()), "algorithms", algorithm)
                .issuer("b", "keys", file("b.json", "{\"keys\":[" + party.jwk("k", "") + "]}"), "algorithms", algorithm)
                .authenticator("issuers", "a,b");
        assertThat(stage.granted(party.token("", claims("a", ""))).subject()).isEqualTo("jane");
        assertThat(stage.granted(party.token("whatever", claims("a", ""))).subject())
                .isEqualTo("jane");
        assertThat(stage.granted(party.token("k", claims("b", ""))).actions()).containsExactly(Action.SUBSCRIBE);
        assertThat(stage.granted(party.token("k", claims("b", ",\"role\":\"streamer\"")))
                        .actions())
                .containsExactlyInAnyOrder(Action.values());
        String forged = SigningParty.of(algorithm).token("k", claims("b", ""));
        assertThat(stage.reason(forged)).isEqualTo(Reason.BAD_SIGNATURE);
    }

    /** By that name a stolen key is revoked. */
    @Test
    void a_token_cannot_choose_the_name_of_the_key_that_signed_it() {
        stage.issuer(
                        "a",
                        "keys",
                        file("a.jwks", "{\"keys\":[" + RSA.jwk("k1", "") + "]}"),
                        "keys.too",
                        file("b.pem", EC.pem()))
                .authenticator("issuers", "a");
        assertThat(keyId(RSA.token("k1", claims("a", "")))).contains("k1");
        assertThat(keyId(RSA.token("", claims("a", "")))).contains("k1");
        assertThat(keyId(EC.token("", claims("a", "")))).contains("too");
        assertThat(keyId(EC.token("other", claims("a", "")))).contains("too");
    }

    @Test
    void a_key_without_a_name_has_the_one_that_the_token_says() {
        stage.issuer("a", "keys", file("a.pem", RSA.pem())).authenticator("issuers", "a");
        assertThat(keyId(RSA.token("other", claims("a", "")))).contains("other");
        assertThat(keyId(RSA.token("", claims("a", "")))).isEmpty();
    }

    @Test
    void an_id_of_a_token_may_be_a_number() {
        stage.issuer("a", "keys", file("a.pem", RSA.pem())).authenticator("issuers", "a");
        assertThat(stage.granted(RSA.token("", claims("a", ",\"jti\":7,\"sid\":8")))
                        .holder())
                .satisfies(holder -> assertThat(holder.tokenId()).contains("7"))
                .satisfies(holder -> assertThat(holder.sessionId()).contains("8"));
    }

    private Optional<String> keyId(String token) {
        return stage.granted(token).holder().keyId();
    }

    @Test
    void secrets_and_issuers_stand_beside_each_other() {
        stage.issuer("a", "keys", file("a.pem", RSA.pem()))
                .authenticator("issuers", "a", "jwtSecret", JwtFixtures.SECRET);
        assertThat(stage.granted(RSA.token("", claims("a", ""))).actions()).containsExactly(Action.SUBSCRIBE);
        assertThat(stage.granted(JwtFixtures.withClaims("")).actions()).containsExactlyInAnyOrder(Action.values());
        assertThat(stage.reason(EC.token("", claims("a", "")))).isEqualTo(Reason.UNSUPPORTED_TOKEN);
        assertThat(stage.detail(EC.token("", claims("a", "")))).isEqualTo("alg is not HS256 or RS256");
    }

    @Test
    void a_changed_file_counts_and_a_vanished_or_broken_one_keeps_the_last_good_keys() throws IOException {
        Path keys = Path.of(file("keys", RSA.pem()));
        stage.issuer("a", "keys", keys.toString()).authenticator("issuers", "a");
        String good = RSA.token("", claims("a", ""));
        long before = stage.service().generation();
        assertThat(stage.decide(good)).isInstanceOf(Decision.Allow.class);

        Files.delete(keys);
        eventually("a problem", () -> stage.service().problem().isPresent());
        assertThat(problem())
                .isEqualTo(
                        "stagedoor.authenticator.jwt~live: issuers: stagedoor.issuer~a: keys: the file does not exist;"
                                + " put the public keys there, readable for the server, or correct the path: " + keys);
        assertThat(stage.decide(good)).isInstanceOf(Decision.Allow.class);
        SigningParty.replace(keys, RSA.pem().substring(0, 100));
        eventually("another problem", () -> problem().contains("damaged"));
        assertThat(stage.decide(good)).isInstanceOf(Decision.Allow.class);
        assertThat(stage.service().generation())
                .as("nobody is judged again for it")
                .isEqualTo(before);

        SigningParty.replace(keys, EC.pem());
        eventually("the new key", () -> stage.decide(good) instanceof Decision.Deny);
        assertThat(stage.decide(EC.token("", claims("a", "")))).isInstanceOf(Decision.Allow.class);
        eventually("no problem", () -> stage.service().problem().isEmpty());
        assertThat(stage.service().generation()).isGreaterThan(before);
        assertThat(stage.bundle().registrations()).isEqualTo(1);
        assertThat(log()).contains("keys: +a key without kid (ES256, sha256 ", " -a key without kid (RS256, sha256 ");
    }

    /** That is how Kubernetes changes what it mounts. */
    @Test
    void a_link_that_leads_elsewhere_counts() throws IOException {
        Path first = Files.createDirectory(folder.resolve("1"));
        Path second = Files.createDirectory(folder.resolve("2"));
        Files.writeString(first.resolve("key"), RSA.pem());
        Files.writeString(second.resolve("key"), EC.pem());
        Path data = Files.createSymbolicLink(folder.resolve("data"), first);
        stage.issuer("a", "keys", data.resolve("key").toString()).authenticator("issuers", "a");
        assertThat(stage.decide(EC.token("", claims("a", "")))).isInstanceOf(Decision.Deny.class);
        Files.move(
                Files.createSymbolicLink(folder.resolve("data2"), second),
                data,
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        eventually("the other key", () -> stage.decide(EC.token("", claims("a", ""))) instanceof Decision.Allow);
    }

    @Test
    void keys_overlap_as_long_as_the_set_has_both() {
        SigningParty next = SigningParty.of("RS256");
        Path set = Path.of(file("set", "{\"keys\":[" + RSA.jwk("old", "") + "]}"));
        stage.issuer("a", "keys", set.toString()).authenticator("issuers", "a");
        String byOld = RSA.token("old", claims("a", ""));
        String byNew = next.token("new", claims("a", ""));
        assertThat(stage.reason(byNew)).isEqualTo(Reason.BAD_SIGNATURE);
        SigningParty.replace(set, "{\"keys\":[" + RSA.jwk("old", "") + "," + next.jwk("new", "") + "]}");
        eventually("the new key", () -> stage.decide(byNew) instanceof Decision.Allow);
        assertThat(stage.decide(byOld)).isInstanceOf(Decision.Allow.class);
        SigningParty.replace(set, "{\"keys\":[" + next.jwk("new", "") + "]}");
        eventually("the old key has gone", () -> stage.decide(byOld) instanceof Decision.Deny);
        assertThat(stage.decide(byNew)).isInstanceOf(Decision.Allow.class);
        assertThat(log()).contains(" +'new' (RS256, sha256 ", " -'old' (RS256, sha256 ");
    }

    @Test
    void an_issuer_that_was_never_right_refuses_its_clients_and_no_others() {
        stage.issuer("a", "keys", folder.resolve("none").toString())
                .issuer("b", "keys", file("b", EC.pem()))
                .authenticator("issuers", "a,b", "jwtSecret", JwtFixtures.SECRET);
        assertThat(stage.decide(RSA.token("", claims("a", "")))).isInstanceOf(Decision.Unavailable.class);
        assertThat(stage.detail(RSA.token("", claims("a", ""))))
                .contains("stagedoor.issuer~a: keys: ", "does not exist");
        assertThat(stage.decide(EC.token("", claims("b", "")))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.decide(JwtFixtures.withClaims(""))).isInstanceOf(Decision.Allow.class);
        assertThat(problem()).startsWith("stagedoor.authenticator.jwt~live: issuers: stagedoor.issuer~a: keys: ");
        assertThat(log())
                .contains("stagedoor.issuer~a: keys: the file does not exist", "Clients are refused until it is fixed.")
                .containsOnlyOnce("ERROR");
        stage.issuer("a", "keys", file("a", RSA.pem()));
        assertThat(stage.decide(RSA.token("", claims("a", "")))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.service().problem()).isEmpty();
    }

    @Test
    void an_issuer_that_nobody_has_configured_is_a_problem_once_it_has_been_waited_for() {
        stage.issuer("b", "keys", file("b", EC.pem())).authenticator("issuers", "a,b");
        assertThat(stage.bundle().registered()).as("it may still come").isEmpty();
        eventually("it is registered", () -> !stage.bundle().registered().isEmpty());
        assertThat(problem())
                .isEqualTo("stagedoor.authenticator.jwt~live: issuers: no issuer has the name 'a'; write"
                        + " stagedoor/conf/stagedoor.issuer-a.cfg, or remove it from issuers");
        assertThat(stage.decide(RSA.token("", claims("a", "")))).isInstanceOf(Decision.Unavailable.class);
        assertThat(stage.decide(EC.token("", claims("b", "")))).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void an_authenticator_waits_for_its_issuers_and_says_nothing_then() {
        stage.authenticator("issuers", "a");
        assertThat(stage.bundle().registered()).isEmpty();
        stage.issuer("a", "keys", file("a", RSA.pem()));
        assertThat(stage.decide(RSA.token("", claims("a", "")))).isInstanceOf(Decision.Allow.class);
        assertThat(log()).doesNotContain("ERROR").contains("stagedoor.authenticator.jwt~live: applied");
    }

    @Test
    void an_issuer_that_goes_takes_its_clients_along() {
        stage.issuer("a", "keys", file("a", RSA.pem())).authenticator("issuers", "a");
        stage.removeIssuer("a");
        assertThat(stage.decide(RSA.token("", claims("a", "")))).isInstanceOf(Decision.Unavailable.class);
        assertThat(problem()).contains("no issuer has the name 'a'");
    }

    @Test
    void a_wrong_change_of_an_issuer_leaves_the_last_good_one_in_force() {
        String keys = file("a", RSA.pem());
        stage.issuer("a", "keys", keys).authenticator("issuers", "a");
        long before = stage.service().generation();
        stage.issuer("a", "keys", keys, "audiences", null);
        assertThat(stage.decide(RSA.token("", claims("a", "")))).isInstanceOf(Decision.Allow.class);
        assertThat(problem()).contains("stagedoor.issuer~a: audiences: is missing or empty");
        assertThat(stage.service().generation()).isEqualTo(before);
        stage.issuer("a", "keys", keys, "audiences", "other");
        assertThat(stage.reason(RSA.token("", claims("a", "")))).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(stage.service().generation()).isEqualTo(before + 1);
        stage.issuer("a", "keys", keys, "audiences", "other");
        assertThat(stage.service().generation())
                .as("the same again is no change")
                .isEqualTo(before + 1);
    }

    @Test
    void of_two_of_one_name_the_first_is_in_force_and_both_are_named() {
        stage.issuer("a", "keys", file("a", RSA.pem()))
                .issuer("b", "name", "a", "keys", file("b", EC.pem()))
                .authenticator("issuers", "a");
        assertThat(stage.decide(RSA.token("", claims("a", "")))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.decide(EC.token("", claims("b", "")))).isInstanceOf(Decision.Deny.class);
        assertThat(problem())
                .contains("issuer 'a' is configured more than once: by stagedoor.issuer~a and by stagedoor.issuer~b");
        stage.removeIssuer("b");
        assertThat(stage.service().problem()).isEmpty();
    }

    @Test
    void of_two_of_one_iss_and_key_the_second_is_said_to_be_never_asked() {
        String keys = file("a", RSA.pem());
        stage.issuer("a", "keys", keys)
                .issuer("b", "issuer", "https://a.example", "audiences", "other", "keys", keys)
                .authenticator("issuers", "a,b");
        assertThat(problem())
                .isEqualTo("stagedoor.authenticator.jwt~live: issuers: issuer 'b' has the same issuer and the same key"
                        + " as 'a' before it, and is never asked; make one issuer of the two");
        assertThat(stage.decide(RSA.token("", claims("a", "")))).isInstanceOf(Decision.Allow.class);
        stage.issuer("b", "keys", keys);
        assertThat(stage.service().problem()).as("iss tells them apart").isEmpty();
        stage.issuer("b", "issuer", "https://a.example", "keys", file("b", EC.pem()));
        assertThat(stage.service().problem()).as("the key tells them apart").isEmpty();
    }

    @Test
    void no_thread_is_left() {
        stage.issuer("a", "keys", file("a", RSA.pem())).authenticator("issuers", "a,b");
        stage.close();
        eventually(
                "the threads have ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("stagedoor-jwt-issuer")));
    }

    private String problem() {
        return stage.service().problem().orElse("");
    }

    private String log() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    private String file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
