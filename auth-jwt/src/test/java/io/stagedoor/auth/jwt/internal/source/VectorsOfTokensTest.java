package io.stagedoor.auth.jwt.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.nimbusds.jose.shaded.gson.Gson;
import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.IssuerStage;
import io.stagedoor.auth.jwt.internal.Vectors;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.HmacVerifier;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.JoseHeader;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that others have published beside their keys: each is signed by its key, and by no other one. */
class VectorsOfTokensTest {

    private static final Set<Algorithm> ALL = EnumSet.allOf(Algorithm.class);
    private static final String RFC = "rfc-vectors-latchset/rfc7515_";
    private static final String COOKBOOK = "jose-cookbook/";
    private static final String ENVOY = "jwt_verify_lib/jwks_";
    private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth");

    private static Vectors vectors;

    @TempDir
    private Path folder;

    @BeforeAll
    static void find() {
        Optional<Vectors> found = Vectors.find();
        assumeThat(found).isPresent();
        vectors = found.orElseThrow();
    }

    /** The public part of a JWK. */
    private static String publicOf(Map<String, Object> jwk) {
        Map<String, Object> members = new HashMap<>(jwk);
        members.keySet().removeAll(PRIVATE);
        return new Gson().toJson(members);
    }

    private static boolean isSigned(String jwks, String token) {
        try {
            CompactJws jws = CompactJws.of(token.getBytes(StandardCharsets.UTF_8));
            Algorithm algorithm = JoseHeader.read(jws.header()).algorithm();
            return JwkSet.read(jwks, "", ALL).keys().stream()
                    .filter(key -> key.algorithms().contains(algorithm))
                    .anyMatch(key -> key.material().verifier(algorithm).hasSigned(jws.signingInput(), jws.signature()));
        } catch (Refusal e) {
            return false;
        }
    }

    /** What a server says to it whose issuer has this key and this {@code iss}. */
    private Reason reason(String jwks, String issuer, String token) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), jwks);
        try (IssuerStage stage = new IssuerStage()) {
            stage.issuer(
                            "published",
                            "issuer",
                            issuer,
                            "keys",
                            file.toString(),
                            "audiences",
                            "*",
                            "algorithms",
                            "RS256,PS256,PS384,ES256,ES512,EdDSA")
                    .authenticator("issuers", "published");
            return stage.reason(token);
        }
    }

    @ParameterizedTest
    @CsvSource({"A.2, EXPIRED", "A.3, EXPIRED", "A.4, MALFORMED_TOKEN"})
    void the_examples_of_rfc_7515_are_signed_by_their_keys(String example, Reason reason) throws IOException {
        String token = vectors.text(RFC + example + ".jwsc").strip();
        for (String other : List.of("A.2", "A.3", "A.4")) {
            assertThat(isSigned(publicOf(vectors.json(RFC + other + ".jwk")), token))
                    .as("by the key of %s", other)
                    .isEqualTo(other.equals(example));
        }
        assertThat(reason(publicOf(vectors.json(RFC + example + ".jwk")), "joe", token))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A.5.jwsc", "A.6.jwsg", "A.7.jwsf"})
    void what_rfc_7515_has_beside_signed_compact_tokens_is_signed_by_nobody(String example) throws IOException {
        String token = vectors.text(RFC + example).strip();
        for (String key : List.of("A.2.jwk", "A.3.jwk", "A.4.jwk", "A.6.1.jwk", "A.6.2.jwk", "A.7.jwk")) {
            String jwk = publicOf(vectors.json(RFC + key));
            assertThat(isSigned(jwk, token)).as(key).isFalse();
            assertThat(reason(jwk, "joe", token)).isIn(Reason.MALFORMED_TOKEN, Reason.UNSUPPORTED_TOKEN);
        }
    }

    /** RFC 7520 §4.1 to §4.3, its nested token, and RFC 8037 appendix A.4. */
    @ParameterizedTest
    @CsvSource({
        "jws/4_1.rsa_v15_signature.json, , MALFORMED_TOKEN",
        "jws/4_2.rsa-pss_signature.json, , MALFORMED_TOKEN",
        "jws/4_3.ecdsa_signature.json, , MALFORMED_TOKEN",
        "6.nesting_signatures_and_encryption.json, sign, EXPIRED",
        "curve25519/jws.json, , MALFORMED_TOKEN"
    })
    void the_examples_of_the_cookbook_are_signed_by_their_keys(String file, String part, Reason reason)
            throws IOException {
        Map<String, Object> example = vectors.json(COOKBOOK + file);
        Map<String, Object> signed = part == null ? example : Vectors.map(example, part);
        String jwk = publicOf(Vectors.map(Vectors.map(signed, "input"), "key"));
        String token = (String) Vectors.map(signed, "output").get("compact");
        assertThat(isSigned(jwk, token)).isTrue();
        assertThat(isSigned(jwk, changed(token))).isFalse();
        assertThat(isSigned(publicOf(vectors.json(RFC + "A.2.jwk")), token)).isFalse();
        assertThat(reason(jwk, "hobbiton.example", token)).isEqualTo(reason);
    }

    /** The first character of the payload is another one. */
    private static String changed(String token) {
        int at = token.indexOf('.') + 1;
        return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
    }

    @ParameterizedTest
    @CsvSource({"ec, NO_EXPIRY", "okp, NO_EXPIRY", "rsa, LIFETIME_TOO_LONG"})
    void the_seeds_of_envoys_fuzzer_are_signed_by_a_key_of_their_set(String name, Reason reason) throws IOException {
        String[] lines = vectors.text(ENVOY + name + ".txt").split("\n");
        String token = lines[0].replaceAll("^jwt: \"|\"\\s*$", "");
        String jwks = lines[1].replaceAll("^jwks: '|'\\s*$", "");
        assertThat(isSigned(jwks, token)).isTrue();
        assertThat(isSigned(jwks, changed(token))).isFalse();
        String issuer = (String) json(token).get("iss");
        assertThat(reason(jwks, issuer, token)).isEqualTo(reason);
    }

    private static Map<String, Object> json(String token) {
        try {
            return com.nimbusds.jose.util.JSONObjectUtils.parse(new Base64URL(token.split("\\.")[1]).decodeToString());
        } catch (java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"256, HS256", "384, HS384", "512, HS512"})
    void a_mac_holds_where_wycheproof_says_so_and_never_cut_off_or_by_a_short_secret(int bits, Algorithm algorithm) {
        List<String> wrong = new ArrayList<>();
        int valid = 0;
        for (Map<String, Object> group :
                Vectors.list(vectors.json("wycheproof/hmac_sha" + bits + "_test.json"), "testGroups")) {
            for (Map<String, Object> test : Vectors.list(group, "tests")) {
                byte[] key = HexFormat.of().parseHex((String) test.get("key"));
                byte[] tag = HexFormat.of().parseHex((String) test.get("tag"));
                boolean expected = test.get("result").equals("valid")
                        && tag.length == bits / Byte.SIZE
                        && key.length >= algorithm.leastSecretBytes();
                boolean holds = key.length >= algorithm.leastSecretBytes()
                        && new HmacVerifier(algorithm, Secret.of(key))
                                .hasSigned(HexFormat.of().parseHex((String) test.get("msg")), Base64URL.encode(tag));
                if (holds != expected) {
                    wrong.add(test.get("tcId") + " " + test.get("comment") + " should be " + expected);
                }
                valid += holds ? 1 : 0;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(valid).isGreaterThanOrEqualTo(27);
    }

    @Test
    void the_public_keys_of_others_are_read_from_their_files() throws IOException {
        assertThat(Pem.read(vectors.text("golang-jwt/sample_key.pub"), "", ALL).keys())
                .singleElement()
                .satisfies(key -> assertThat(key.material().kind()).isEqualTo("RSA 2048"));
        assertThat(Pem.read(vectors.text("golang-jwt/examplePaddedKey-public.pem"), "", ALL)
                        .keys())
                .singleElement()
                .satisfies(key -> assertThat(key.material().kind()).isEqualTo("EC P-256"));
        assertThat(vectors.bytes("golang-jwt/hmacTestKey"))
                .isEqualTo(new Base64URL((String) vectors.json(RFC + "A.1.jwk").get("k")).decode());
    }

    @Test
    void the_keys_of_the_cookbook_are_read_and_what_is_private_is_not_used() {
        Map<String, Integer> usable = new HashMap<>();
        for (Path file : vectors.files(COOKBOOK + "jwk", ".*\\.json")) {
            usable.put(
                    file.getFileName().toString(),
                    JwkSet.read(vectors.text(file.toString()), "", ALL).keys().size());
        }
        assertThat(usable)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "3_1.ec_public_key.json", 1,
                        "3_2.ec_private_key.json", 0,
                        "3_3.rsa_public_key.json", 1,
                        "3_4.rsa_private_key.json", 0,
                        "3_5.symmetric_key_mac_computation.json", 0,
                        "3_6.symmetric_key_encryption.json", 0));
    }
}
