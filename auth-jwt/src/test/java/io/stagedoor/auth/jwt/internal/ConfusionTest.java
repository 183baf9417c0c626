package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.IssuerStage.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that take one key, algorithm or issuer for another, where secrets and keys of several issuers stand side by side. None is let in. */
class ConfusionTest {

    private static final SigningParty RSA = SigningParty.of("RS256");
    private static final SigningParty EC = SigningParty.of("ES256");
    private static final SigningParty ED = SigningParty.of("EdDSA");
    private static final SigningParty STRANGER = SigningParty.of("RS256");
    private static final String SHARED = "the-shared-secret-of-issuer-d-0123456789-abcdefghijklmnopqrstuvwxyz";

    private final IssuerStage stage = new IssuerStage();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        stage.issuer("a", "keys", file("a", "{\"keys\":[" + RSA.jwk("rsa", ",\"alg\":\"RS256\"") + "]}"))
                .issuer("b", "keys", file("b", EC.pem()), "keys.ed", file("bed", ED.pem()))
                .issuer("d", "keys", "secret:" + file("d", SHARED), "algorithms", "HS256,HS512")
                // It publishes the keys of the others beside its own.
                .issuer(
                        "evil",
                        "keys",
                        file(
                                "e",
                                "{\"keys\":[" + RSA.jwk("rsa", "") + "," + EC.jwk("evil", "") + ","
                                        + STRANGER.jwk("stranger", "") + "]}"),
                        "algorithms",
                        "RS256,PS256,ES256")
                .authenticator("issuers", "a,b,d,evil", "jwtSecret", JwtFixtures.SECRET);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void what_is_right_is_let_in() {
        assertAllowed(RSA.token("rsa", claims("a", "")));
        assertAllowed(RSA.token("", claims("a", "")));
        assertAllowed(EC.token("", claims("b", "")));
        assertAllowed(ED.token("ed", claims("b", "")));
        assertAllowed(mac("HS256", SHARED.getBytes(StandardCharsets.UTF_8), "", claims("d", "")));
        assertAllowed(mac("HS512", SHARED.getBytes(StandardCharsets.UTF_8), "", claims("d", "")));
        assertAllowed(STRANGER.token("stranger", claims("evil", "")));
        assertAllowed(JwtFixtures.withClaims(""));
    }

    @Test
    void a_public_key_is_never_a_secret() {
        for (String header : List.of("HS256", "HS384", "HS512")) {
            for (SigningParty party : List.of(RSA, EC, ED)) {
                for (String kid : List.of("", "rsa", "ed", "evil")) {
                    for (byte[] key : formsOf(party)) {
                        for (String issuer : List.of("a", "b", "d", "evil")) {
                            assertRefused(mac(header, key, kid, claims(issuer, "")));
                        }
                    }
                }
            }
        }
    }

    private static List<byte[]> formsOf(SigningParty party) {
        String pem = party.pem();
        return List.of(
                party.encoded(),
                pem.getBytes(StandardCharsets.US_ASCII),
                pem.strip().getBytes(StandardCharsets.US_ASCII),
                party.jwk("rsa", "").getBytes(StandardCharsets.US_ASCII),
                party.jwkMembers().getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_key_counts_for_its_algorithms_only() {
        for (String other : List.of("RS384", "RS512", "PS256", "PS384", "PS512")) {
            assertRefused(RSA.signingBy(other).token("rsa", claims("a", "")));
            assertRefused(RSA.signingBy(other).token("", claims("a", "")));
        }
        // Issuer evil allows PS256 for the same key: its own tokens only.
        assertAllowed(RSA.signingBy("PS256").token("rsa", claims("evil", "")));
    }

    @Test
    void an_issuer_speaks_for_itself_only() {
        for (String other : List.of("a", "b", "d")) {
            assertRefused(STRANGER.token("stranger", claims(other, "")));
            assertRefused(STRANGER.token("rsa", claims(other, "")));
            assertRefused(STRANGER.token("", claims(other, "")));
        }
        assertRefused(RSA.token("rsa", claims("b", "")));
        assertRefused(RSA.token("rsa", claims("d", "")));
        assertRefused(mac("HS256", SHARED.getBytes(StandardCharsets.UTF_8), "", claims("a", "")));
        // A key that two of them publish belongs to both, and iss says whose rules count.
        assertAllowed(RSA.token("rsa", claims("evil", "")));
        assertAllowed(EC.token("evil", claims("b", "")));
    }

    /** By the authenticator's own secret, a token without roles allows everything. */
    @Test
    void a_secret_of_an_issuer_is_not_the_authenticators() {
        String token = mac("HS256", SHARED.getBytes(StandardCharsets.UTF_8), "", "{" + JwtFixtures.EXP + "}");
        assertRefused(token);
        stage.authenticator("issuers", "a,d", "jwtSecret", SHARED);
        assertThat(stage.service().problem().orElse(""))
                .contains("issuers: issuer 'd' has a secret that is also one of this authenticator");
    }

    @Test
    void headers_that_bring_a_key_or_ask_for_something_bring_nothing() {
        String jwk = STRANGER.jwk("rsa", "");
        for (String more : List.of(
                "\"jwk\":" + jwk,
                "\"kid\":\"rsa\",\"jwk\":" + jwk,
                "\"kid\":\"rsa\",\"jku\":\"https://evil.example/keys\"",
                "\"kid\":\"rsa\",\"x5u\":\"https://evil.example/cert\"",
                "\"kid\":\"rsa\",\"x5c\":[\"AAAA\"]",
                "\"kid\":\"../../evil/stranger\"",
                "\"kid\":[\"stranger\"]",
                "\"kid\":{\"stranger\":1}",
                "\"kid\":null",
                "\"kid\":\"rsa\\u0000\"",
                "\"kid\":\"RSA\"",
                "\"kid\":\"rsa' OR '1'='1\"")) {
            assertRefused(STRANGER.signed("{\"alg\":\"RS256\"," + more + "}", claims("a", "")));
        }
        for (String more : List.of(
                "\"crit\":[]",
                "\"crit\":[\"exp\"],\"exp\":1",
                "\"crit\":[\"b64\"],\"b64\":false",
                "\"b64\":false",
                "\"b64\":true",
                "\"zip\":\"DEF\"",
                "\"alg\":\"RS256\"",
                "\"typ\":\"logout+jwt\"",
                "\"typ\":\"application/secevent+jwt\"",
                "\"typ\":\"dpop+jwt\"",
                "\"typ\":\"absent\"",
                "\"typ\":\"\"",
                "\"typ\":7")) {
            assertRefused(RSA.signed("{\"alg\":\"RS256\"," + more + "}", claims("a", "")));
        }
        for (String typ : List.of("JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/JWT")) {
            assertAllowed(RSA.signed("{\"alg\":\"RS256\",\"typ\":\"" + typ + "\"}", claims("a", "")));
        }
    }

    @Test
    void other_names_of_algorithms_are_no_algorithms() {
        for (String alg : List.of(
                "\"none\"",
                "\"None\"",
                "\"NONE\"",
                "\"\"",
                "null",
                "[\"RS256\"]",
                "\"rs256\"",
                "\"RS256 \"",
                "\"RS1\"",
                "\"ES256K\"",
                "\"Ed448\"",
                "\"RSA-OAEP\"",
                "\"ECDH-ES\"",
                "256",
                "true")) {
            assertRefused(RSA.signed("{\"alg\":" + alg + ",\"kid\":\"rsa\"}", claims("a", "")));
            String unsigned = JwtFixtures.base64("{\"alg\":" + alg + "}") + "." + JwtFixtures.base64(claims("a", ""));
            assertRefused(unsigned + ".");
            assertRefused(unsigned + ".AA");
        }
        assertRefused(RSA.signed("{\"kid\":\"rsa\"}", claims("a", "")));
    }

    @Test
    void a_token_that_is_bound_to_a_key_of_the_client_is_refused() {
        assertRefused(RSA.token("rsa", claims("a", ",\"cnf\":{\"jkt\":\"x\"}")));
        assertRefused(RSA.token("rsa", claims("a", ",\"cnf\":{}")));
        assertRefused(RSA.token("rsa", claims("a", ",\"cnf\":\"x\"")));
        assertRefused(RSA.token("rsa", claims("a", ",\"cnf\":null")));
    }

    /** Signatures that hold for every message once did, in one library or another. */
    @Test
    void signatures_of_a_peculiar_form_are_none() {
        List<byte[]> peculiar = new ArrayList<>();
        for (int length : List.of(1, 32, 63, 64, 65, 70, 72, 96, 132, 255, 256, 257, 512)) {
            peculiar.add(new byte[length]);
            byte[] ones = new byte[length];
            java.util.Arrays.fill(ones, (byte) 1);
            peculiar.add(ones);
            byte[] full = new byte[length];
            java.util.Arrays.fill(full, (byte) 0xff);
            peculiar.add(full);
        }
        for (String header : List.of(
                "{\"alg\":\"RS256\",\"kid\":\"rsa\"}",
                "{\"alg\":\"ES256\"}",
                "{\"alg\":\"ES256\",\"kid\":\"evil\"}",
                "{\"alg\":\"EdDSA\"}",
                "{\"alg\":\"Ed25519\",\"kid\":\"ed\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"HS512\"}")) {
            for (byte[] signature : peculiar) {
                assertRefused(JwtFixtures.base64(header) + "." + JwtFixtures.base64(claims("b", "")) + "."
                        + JwtFixtures.base64(signature));
            }
        }
    }

    /** Any change of any character, in each part. */
    @Test
    void a_changed_token_is_no_token() {
        Random random = new Random(14);
        for (String good : List.of(
                RSA.token("rsa", claims("a", "")),
                EC.token("", claims("b", "")),
                ED.token("ed", claims("b", "")),
                mac("HS256", SHARED.getBytes(StandardCharsets.UTF_8), "", claims("d", "")))) {
            String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
            for (int i = 0; i < 400; i++) {
                StringBuilder changed = new StringBuilder(good);
                int at = random.nextInt(good.length());
                char other = alphabet.charAt(random.nextInt(alphabet.length()));
                changed.setCharAt(at, other);
                if (other != good.charAt(at)) {
                    assertRefused(changed.toString());
                }
            }
        }
    }

    @Test
    void without_kid_at_most_four_keys_are_tried() {
        List<String> jwks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            jwks.add(SigningParty.of("ES256").jwk("k" + i, ""));
        }
        SigningParty fifth = SigningParty.of("ES256");
        jwks.add(fifth.jwk("five", ""));
        stage.issuer("a", "keys", file("many", "{\"keys\":[" + String.join(",", jwks) + "]}"));
        assertAllowed(fifth.token("five", claims("a", "")));
        assertRefused(fifth.token("", claims("a", "")));
        assertThat(stage.detail(fifth.token("", claims("a", ""))))
                .isEqualTo("the token has no kid, and 6 keys of its issuer are for ES256; Stagedoor tries at most 4");
        assertThat(stage.detail(fifth.token("nobody's", claims("a", "")))).contains("no key has the token's kid");
    }

    @Test
    void many_keys_of_one_issuer_do_not_shut_out_another() {
        SigningParty good = SigningParty.of("ES256");
        List<String> jwks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            jwks.add(SigningParty.of("ES256").jwk("good", ""));
        }
        stage.issuer("b", "keys", file("crowd", "{\"keys\":[" + String.join(",", jwks) + "]}"));
        stage.issuer("a", "keys", file("one", "{\"keys\":[" + good.jwk("good", "") + "]}"));
        assertAllowed(good.token("good", claims("a", "")));
        assertAllowed(good.token("", claims("a", "")));
        assertRefused(good.token("good", claims("b", "")));
        assertRefused(good.token("good", "no json"));
    }

    private void assertAllowed(String token) {
        assertThat(stage.decide(token)).isInstanceOf(Decision.Allow.class);
    }

    private void assertRefused(String token) {
        assertThat(stage.decide(token)).as(token).isInstanceOf(Decision.Deny.class);
    }

    private static String mac(String algorithm, byte[] key, String kid, String claims) {
        String named = kid.isEmpty() ? "" : ",\"kid\":\"" + kid + "\"";
        String input =
                JwtFixtures.base64("{\"alg\":\"" + algorithm + "\"" + named + "}") + "." + JwtFixtures.base64(claims);
        try {
            String name = "HmacSHA" + algorithm.substring(2);
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(key, name));
            return input + "." + JwtFixtures.base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
