package io.stagedoor.auth.jwt.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.nimbusds.jose.shaded.gson.Gson;
import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.jwt.internal.Vectors;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.HmacVerifier;
import io.stagedoor.auth.jwt.internal.signature.Verifier;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.JoseHeader;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures that others have published, most of them because a library once judged them wrong. */
class VectorsOfKeysTest {

    private static final Set<Algorithm> ALL = EnumSet.allOf(Algorithm.class);

    private static Vectors vectors;

    @BeforeAll
    static void find() {
        Optional<Vectors> found = Vectors.find();
        assumeThat(found).isPresent();
        vectors = found.orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "rsa_signature_2048_sha256, RS256",
        "rsa_signature_3072_sha384, RS384",
        "rsa_signature_4096_sha512, RS512",
        "rsa_pss_2048_sha256_mgf1_32, PS256",
        "rsa_pss_4096_sha384_mgf1_48, PS384",
        "rsa_pss_4096_sha512_mgf1_64, PS512",
        "ecdsa_secp256r1_sha256_p1363, ES256",
        "ecdsa_secp384r1_sha384_p1363, ES384",
        "ecdsa_secp521r1_sha512_p1363, ES512",
        "ed25519, EdDSA"
    })
    void a_signature_holds_where_wycheproof_says_so(String file, String name) {
        Algorithm algorithm = Algorithm.named(name).orElseThrow();
        List<String> wrong = new ArrayList<>();
        int judged = 0;
        for (Map<String, Object> group :
                Vectors.list(vectors.json("wycheproof/" + file + "_test.json"), "testGroups")) {
            Optional<Verifier> verifier = verifier((String) group.get("publicKeyPem"), algorithm);
            for (Map<String, Object> test : Vectors.list(group, "tests")) {
                byte[] message = HexFormat.of().parseHex((String) test.get("msg"));
                Base64URL signature = Base64URL.encode(HexFormat.of().parseHex((String) test.get("sig")));
                boolean holds = verifier.isPresent() && verifier.get().hasSigned(message, signature);
                // An acceptable one may be judged either way: here it is PKCS #1 without the NULL.
                if (!test.get("result").equals("acceptable")
                        && holds != test.get("result").equals("valid")) {
                    wrong.add(test.get("tcId") + " " + test.get("comment") + " should be " + test.get("result"));
                }
                judged++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(judged).isGreaterThan(100);
    }

    private static Optional<Verifier> verifier(String pem, Algorithm algorithm) {
        try {
            return Optional.of(Pem.read(pem, "", Set.of(algorithm))
                    .keys()
                    .get(0)
                    .material()
                    .verifier(algorithm));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json_web_signature_test", "json_web_key_test", "json_web_crypto_test"})
    void a_token_is_signed_where_the_verdicts_say_so(String file) {
        Map<Object, Map<String, Object>> verdicts = new HashMap<>();
        Vectors.list(vectors.json("wycheproof/verdicts.json"), file)
                .forEach(verdict -> verdicts.put(verdict.get("tcId"), verdict));
        List<String> wrong = new ArrayList<>();
        for (Map<String, Object> group : Vectors.list(vectors.json("wycheproof/" + file + ".json"), "testGroups")) {
            List<Map<String, Object>> keys =
                    keysOf(Vectors.map(group, group.containsKey("public") ? "public" : "private"));
            for (Map<String, Object> test : Vectors.list(group, "tests")) {
                Object token = test.getOrDefault("jws", test.get("jwe"));
                Object expected =
                        Vectors.map(verdicts.get(test.get("tcId")), "jwsLayer").get("multiAlg");
                boolean valid = token instanceof String text && keys.stream().anyMatch(key -> isSigned(key, text));
                // A payload that is empty is no JWT, and is refused by its form.
                boolean isEmpty = String.valueOf(token).contains("..");
                if (!isEmpty && List.of("valid", "invalid").contains(expected) && valid != expected.equals("valid")) {
                    wrong.add(test.get("tcId") + " " + test.get("comment") + " should be " + expected);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<Map<String, Object>> keysOf(Map<String, Object> jwk) {
        return jwk.containsKey("keys") ? Vectors.list(jwk, "keys") : List.of(jwk);
    }

    private static boolean isSigned(Map<String, Object> jwk, String token) {
        try {
            CompactJws jws = CompactJws.of(token.getBytes(StandardCharsets.UTF_8));
            JoseHeader header = JoseHeader.read(jws.header());
            if (header.algorithm() == null) {
                return false;
            }
            return header.algorithm().isForSecrets()
                    ? isSignedByOct(jwk, header.algorithm(), jws)
                    : JwkSet.read(new Gson().toJson(jwk), "", ALL).keys().stream()
                            .filter(key -> key.algorithms().contains(header.algorithm()))
                            .anyMatch(key -> key.material()
                                    .verifier(header.algorithm())
                                    .hasSigned(jws.signingInput(), jws.signature()));
        } catch (Refusal | IllegalArgumentException e) {
            return false;
        }
    }

    /** Such a key is configured as a secret, for the algorithm that it names. */
    private static boolean isSignedByOct(Map<String, Object> jwk, Algorithm algorithm, CompactJws jws) {
        return "oct".equals(jwk.get("kty"))
                && jwk.getOrDefault("use", "sig").equals("sig")
                && jwk.getOrDefault("alg", algorithm.shown()).equals(algorithm.shown())
                && new HmacVerifier(
                                algorithm, io.stagedoor.auth.Secret.of(new Base64URL((String) jwk.get("k")).decode()))
                        .hasSigned(jws.signingInput(), jws.signature());
    }

    /** Private keys and keys of unknown kinds among them: what can be used is used, and the others are named. */
    @Test
    void published_key_sets_are_read_and_what_cannot_be_used_is_said() {
        Map<String, Integer> usable = new HashMap<>();
        for (Path file : Stream.of(
                        vectors.files("pyjwt/keys", ".*\\.json"),
                        vectors.files("rfc-vectors-latchset", ".*\\.jwk(set)?"))
                .flatMap(List::stream)
                .toList()) {
            String text = vectors.text(file.toString()).strip();
            try {
                usable.put(
                        file.getFileName().toString(),
                        JwkSet.read(text, "", ALL).keys().size());
            } catch (IllegalArgumentException e) {
                usable.put(file.getFileName().toString(), -1);
            }
        }
        assertThat(usable)
                .containsEntry("jwk_ec_pub_P-256.json", 1)
                .containsEntry("jwk_ec_pub_P-384.json", 1)
                .containsEntry("jwk_ec_pub_P-521.json", 1)
                .containsEntry("jwk_okp_pub_Ed25519.json", 1)
                .containsEntry("jwk_rsa_pub.json", 1)
                .containsEntry("jwk_ec_key_P-256.json", 0)
                .containsEntry("jwk_rsa_key.json", 0)
                .containsEntry("jwk_okp_key_Ed25519.json", 0)
                .containsEntry("jwk_ec_pub_secp256k1.json", 0)
                .containsEntry("jwk_okp_pub_Ed448.json", 0)
                .containsEntry("jwk_hmac.json", 0)
                .containsEntry("jwk_empty.json", -1)
                .containsEntry("jwk_keyset_only_unknown_alg.json", 0)
                .containsEntry("jwk_keyset_with_unknown_alg.json", 1)
                .containsEntry("rfc7517_A.1.jwkset", 1)
                .containsEntry("rfc7517_A.2.jwkset", 0)
                .containsEntry("rfc7517_A.3.jwkset", 0);
    }
}
