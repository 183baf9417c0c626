package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.EXP;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.HEADER;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticator;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticatorWithKey;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.base64;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.properties;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.refusal;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.settings;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.nimbusds.jose.shaded.gson.Gson;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.HmacVerifier;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.JoseHeader;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and texts that others have published, most of them because a library once judged them wrong. */
class PublishedVectorsTest {

    private static Vectors vectors;

    @BeforeAll
    static void find() {
        Optional<Vectors> found = Vectors.find();
        assumeThat(found).isPresent();
        vectors = found.orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json_web_signature_test", "json_web_key_test", "json_web_crypto_test"})
    void wycheproof_is_judged_as_its_verdicts_say(String file) {
        Map<Object, Map<String, Object>> verdicts = new HashMap<>();
        Vectors.list(vectors.json("wycheproof/verdicts.json"), file)
                .forEach(verdict -> verdicts.put(verdict.get("tcId"), verdict));
        List<String> wrong = new ArrayList<>();
        int judged = 0;
        for (Map<String, Object> group : Vectors.list(vectors.json("wycheproof/" + file + ".json"), "testGroups")) {
            List<byte[]> keys = Vectors.hs256Keys(Vectors.map(group, "private"));
            for (Map<String, Object> test : Vectors.list(group, "tests")) {
                String token = text(test.getOrDefault("jws", test.get("jwe")));
                Map<String, Object> verdict = verdicts.get(test.get("tcId"));
                Object expected = Vectors.map(verdict, "jwsLayer").get("hs256Only");
                boolean valid = keys.stream().anyMatch(key -> isSignedWith(key, token));
                if (List.of("valid", "invalid").contains(expected) && valid != expected.equals("valid")) {
                    wrong.add("JWS " + test.get("tcId") + " " + test.get("comment") + " should be " + expected);
                }
                if (isLetIn(keys, token)) {
                    wrong.add("let in: " + test.get("tcId"));
                }
                judged++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(judged).isEqualTo(verdicts.size());
    }

    @Test
    void wycheproof_encryption_is_refused() {
        for (String token : Vectors.tokens(vectors.json("wycheproof/json_web_encryption_test.json"))) {
            assertThat(refusal(authenticator(), token)).isPresent();
        }
    }

    @Test
    void a_truncated_mac_is_none() {
        for (Map<String, Object> group : Vectors.list(vectors.json("wycheproof/hmac_sha256_test.json"), "testGroups")) {
            for (Map<String, Object> test : Vectors.list(group, "tests")) {
                byte[] tag = java.util.HexFormat.of().parseHex(text(test.get("tag")));
                assertThat(refusal(authenticator(), base64(HEADER) + "." + base64("{" + EXP + "}") + "." + base64(tag)))
                        .contains(Reason.BAD_SIGNATURE);
            }
        }
    }

    /** Each text as the value of a claim that nobody knows, in a token that is right otherwise. */
    @Test
    void json_that_is_none_is_refused_and_json_that_is_is_let_in() {
        List<String> wrong = new ArrayList<>();
        for (Path file : vectors.files("jsontestsuite/test_parsing", ".*\\.json")) {
            String name = file.getFileName().toString();
            byte[] payload = Vectors.concat(
                    ("{" + EXP + ",\"x\":").getBytes(StandardCharsets.UTF_8),
                    vectors.bytes(file.toString()),
                    "}".getBytes(StandardCharsets.UTF_8));
            Optional<Reason> refusal =
                    refusal(authenticator("maxTokenBytes", 1L << 20), signed(base64(HEADER) + "." + base64(payload)));
            // Good JSON by the grammar alone, and what no claims set may be (RFC 7519 §4).
            boolean right = name.startsWith("y_") && !name.contains("duplicated_key");
            if (!name.startsWith("i_") && refusal.isEmpty() != right) {
                wrong.add(name + ": " + refusal);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_cookbook_of_rfc_7520_has_one_token_of_our_kind() {
        List<String> signed = new ArrayList<>();
        for (Path file : vectors.files("jose-cookbook", ".*\\.json")) {
            Map<String, Object> example = vectors.json(file.toString());
            List<byte[]> keys = Vectors.hs256Keys(Vectors.map(Vectors.map(example, "input"), "key"));
            for (String token : Vectors.tokens(example)) {
                if (keys.stream().anyMatch(key -> isSignedWith(key, token))) {
                    signed.add(file.getFileName().toString());
                }
                assertThat(isLetIn(keys, token)).as("%s", file).isFalse();
            }
        }
        // Once as the token itself; what was signed is there too, but is no token.
        assertThat(signed).containsExactly("4_4.hmac-sha2_integrity_protection.json");
    }

    @Test
    void the_examples_of_rfc_7515_are_judged_as_it_says() {
        byte[] key = Vectors.hs256Keys(vectors.json("rfc-vectors-latchset/rfc7515_A.1.jwk"))
                .get(0);
        for (Path file : vectors.files("rfc-vectors-latchset", "rfc7515.*\\.jws[cfg]")) {
            String token = vectors.text(file.toString()).strip();
            boolean ours = file.endsWith("rfc7515_A.1.jwsc");
            assertThat(isSignedWith(key, token)).as("%s", file).isEqualTo(ours);
            assertThat(refusal(withKey(key), token)).as("%s", file).isPresent();
            if (ours) {
                assertThat(refusal(withKey(key), token)).contains(Reason.EXPIRED);
            }
        }
    }

    @Test
    void the_seeds_of_envoys_fuzzer_are_judged_right() {
        for (Path file : vectors.files("jwt_verify_lib", ".*\\.txt")) {
            String[] lines = vectors.text(file.toString()).split("\n");
            String token = lines[0].replaceAll("^jwt: \"|\"\\s*$", "");
            boolean ours = file.endsWith("jwks_hmac.txt");
            List<byte[]> keys = ours
                    ? Vectors.hs256Keys(Vectors.parse(lines[1].replaceAll("^jwks: '|'\\s*$", "")))
                    : List.of("no key of this set, but a long one".getBytes(StandardCharsets.UTF_8));
            assertThat(keys.stream().anyMatch(key -> isSignedWith(key, token)))
                    .as("%s", file)
                    .isEqualTo(ours);
            assertThat(keys.stream().map(key -> refusal(withKey(key), token)).toList())
                    .as("%s", file)
                    .doesNotContain(Optional.empty())
                    .contains(Optional.of(ours ? Reason.LIFETIME_TOO_LONG : Reason.UNSUPPORTED_TOKEN));
        }
    }

    @Test
    void published_secrets_are_refused_and_never_repeated() {
        List<String> secrets =
                vectors.text("jwt-secrets/weak_secrets_ge32.txt").lines().toList();
        assertThat(secrets)
                .hasSizeGreaterThan(1800)
                .allSatisfy(secret -> assertThatThrownBy(() -> settings(properties("jwtSecret", secret)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("jwtSecret: ")
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret)));
    }

    /** Some tokens are in JSON serialisation, as objects. */
    private static String text(Object value) {
        return value instanceof Map<?, ?> map ? new Gson().toJson(map) : (String) value;
    }

    private static boolean isSignedWith(byte[] key, String token) {
        try {
            CompactJws jws = CompactJws.of(token.getBytes(StandardCharsets.UTF_8));
            Algorithm algorithm = JoseHeader.read(jws.header()).algorithm();
            return algorithm == Algorithm.HS256
                    && new HmacVerifier(algorithm, Secret.of(key)).hasSigned(jws.signingInput(), jws.signature());
        } catch (IllegalArgumentException | Refusal e) {
            return false;
        }
    }

    /** Neither with the keys, as far as they are long enough to be configured, nor with one that has nothing to do with it. */
    private static boolean isLetIn(List<byte[]> keys, String token) {
        List<JwtAuthenticator> authenticators = new ArrayList<>(List.of(authenticator()));
        keys.stream().filter(key -> key.length >= 32).forEach(key -> authenticators.add(withKey(key)));
        return authenticators.stream().anyMatch(one -> one.authenticate(request(token)) instanceof Decision.Allow);
    }

    private static JwtAuthenticator withKey(byte[] key) {
        return authenticatorWithKey(JwtFixtures.CLOCK, key);
    }
}
