package io.stagedoor.auth.jwt.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.jwt.internal.SigningParty;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import java.math.BigInteger;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys of a file are accepted, and what is said of the others. */
class KeyFilesTest {

    private static final Set<Algorithm> USUAL = EnumSet.of(Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA);
    private static final SigningParty RSA = SigningParty.of("RS256");
    private static final SigningParty EC = SigningParty.of("ES256");
    private static final SigningParty P521 = SigningParty.of("ES512");
    private static final SigningParty ED = SigningParty.of("EdDSA");

    private static KeyReading set(String... jwks) {
        return JwkSet.read("{\"keys\":[" + String.join(",", jwks) + "]}", "", USUAL);
    }

    @Test
    void keys_are_pinned_to_what_they_say_or_else_to_what_their_kind_allows() {
        Set<Algorithm> all = EnumSet.allOf(Algorithm.class);
        assertThat(JwkSet.read(RSA.jwk("a", ",\"alg\":\"PS384\""), "", all).keys())
                .extracting(IssuerKey::algorithms)
                .containsExactly(Set.of(Algorithm.PS384));
        assertThat(JwkSet.read(RSA.jwk("a", ""), "", all).keys().get(0).algorithms())
                .containsExactlyInAnyOrder(
                        Algorithm.RS256,
                        Algorithm.RS384,
                        Algorithm.RS512,
                        Algorithm.PS256,
                        Algorithm.PS384,
                        Algorithm.PS512);
        assertThat(JwkSet.read(P521.jwk("a", ""), "", all).keys().get(0).algorithms())
                .containsExactly(Algorithm.ES512);
        assertThat(set(RSA.jwk("a", ""), EC.jwk("b", ",\"alg\":\"ES256\""), ED.jwk("c", ",\"alg\":\"Ed25519\""))
                        .keys())
                .extracting(key -> key.kid() + key.algorithms())
                .containsExactly("a[RS256]", "b[ES256]", "c[EDDSA]");
    }

    static Stream<List<String>> unusable() {
        String rsa = RSA.jwk("k", "");
        String n = rsa.replaceFirst(".*\"n\":\"([^\"]*)\".*", "$1");
        return Stream.of(
                List.of(RSA.jwk("k", ",\"use\":\"enc\""), "its use is not sig"),
                List.of(RSA.jwk("k", ",\"use\":7"), "its use is missing, or not a text"),
                List.of(RSA.jwk("k", ",\"key_ops\":[\"sign\"]"), "its key_ops do not have verify"),
                List.of(RSA.jwk("k", ",\"key_ops\":\"verify\""), "its key_ops do not have verify"),
                List.of(RSA.jwk("k", ",\"d\":\"AQAB\""), "it has private members, which no server needs"),
                List.of("{\"kid\":\"k\",\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}", "it is a secret (kty oct)"),
                List.of(RSA.jwk("k", ",\"k\":\"c2VjcmV0\""), "it is a secret (kty oct)"),
                List.of(rsa.replace(n, n.substring(0, n.length() / 2)), "an RSA key of 1"),
                List.of(rsa.replace("\"e\":\"AQAB\"", "\"e\":\"AQ\""), "an RSA key whose exponent is even, below 3"),
                List.of(rsa.replace("\"e\":\"AQAB\"", "\"e\":\"BA\""), "an RSA key whose exponent is even, below 3"),
                List.of(
                        rsa.replace("\"e\":\"AQAB\"", "\"e\":\"AQAAAAAB\""),
                        "an RSA key whose exponent is even, below 3"),
                List.of(rsa.replace(n, even(n)), "an RSA key whose modulus is even"),
                List.of(rsa.replace("\"e\":\"AQAB\"", "\"e\":\"AQ=B\""), "its e is not base64url"),
                List.of(EC.jwk("k", "").replace("P-256", "secp256k1"), "a key on another curve than"),
                List.of(EC.jwk("k", "").replace("P-256", "P-384"), "a key that is not a point on the curve P-384"),
                List.of(P521.jwk("k", ""), "it is for ES512, which algorithms does not list"),
                List.of(EC.jwk("k", "").replaceFirst("\"x\":\"[^\"]*\"", "\"x\":\"AQ\""), "a key that is not a point"),
                List.of(ED.jwk("k", "").replace("Ed25519", "Ed448"), "a key on another curve than"),
                List.of(
                        ED.jwk("k", "").replaceFirst("\"x\":\"[^\"]*\"", "\"x\":\"AQ\""),
                        "a key that is not a point on the curve Ed25519"),
                List.of(
                        ED.jwk("k", "").replaceFirst("\"x\":\"[^\"]*\"", "\"x\":\"" + "A".repeat(43) + "\""),
                        "a key that is not a point on the curve Ed25519"),
                List.of(RSA.jwk("k", ",\"alg\":\"PS256\""), "it is for PS256, which algorithms does not list"),
                List.of(RSA.jwk("k", ",\"alg\":\"HS256\""), "its alg HS256 does not fit its kind or curve"),
                List.of(RSA.jwk("k", ",\"alg\":\"ES256\""), "its alg ES256 does not fit its kind or curve"),
                List.of(EC.jwk("k", ",\"alg\":\"ES384\""), "its alg ES384 does not fit its kind or curve"),
                List.of(RSA.jwk("k", ",\"alg\":\"none\""), "its alg is not one of RS256, "),
                List.of(RSA.jwk("k", ",\"alg\":\"RSA-OAEP\",\"use\":\"sig\""), "its alg is not one of RS256, "),
                List.of("{\"kid\":\"k\",\"kty\":\"XYZ\"}", "its kty is not RSA, EC or OKP"),
                List.of("{\"kid\":\"k\"}", "its kty is missing, or not a text"));
    }

    private static String even(String n) {
        byte[] bytes =
                new BigInteger(1, Base64.getUrlDecoder().decode(n)).clearBit(0).toByteArray();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, 1, bytes.length));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void a_key_that_cannot_be_used_is_left_out_with_its_kid_and_the_reason(List<String> jwkAndReason) {
        KeyReading reading = set(jwkAndReason.get(0), RSA.jwk("good", ""));
        assertThat(reading.keys()).extracting(IssuerKey::kid).containsExactly("good");
        assertThat(reading.remarks())
                .singleElement()
                .asString()
                .startsWith("kid 'k': " + jwkAndReason.get(1))
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void a_kid_that_cannot_be_shown_is_not_shown() {
        KeyReading reading = set(RSA.jwk("a\\nb", ""), RSA.jwk("", ""), RSA.jwk("x".repeat(257), ""));
        assertThat(reading.keys()).isEmpty();
        assertThat(reading.remarks())
                .hasSize(3)
                .allMatch(remark -> remark.startsWith("a key without a kid that can be shown: its kid is empty"));
    }

    /** Entra's keys have them, and other providers' certificates. */
    @Test
    void certificates_and_addresses_in_a_key_are_not_looked_at() {
        assertThat(set(RSA.jwk("a", ",\"x5c\":[\"nonsense\"],\"x5t\":\"?\",\"x5u\":\"http://x.example\",\"other\":{}"))
                        .keys())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"keys\":[]} x",
                "{\"keys\":[],\"keys\":[]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kty\":\"RSA\"}]}",
                "{\"other\":[]}",
                "{\"keys\":{}}",
                "{"
            })
    void what_is_no_set_is_an_error(String text) {
        assertThatThrownBy(() -> JwkSet.read(text, "", USUAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is n");
    }

    @Test
    void more_keys_than_anybody_has_are_an_error() {
        String keys = Stream.generate(() -> "{}").limit(1001).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
        assertThatThrownBy(() -> JwkSet.read(keys, "", USUAL)).hasMessage("has more than 1000 keys");
    }

    @ParameterizedTest
    @CsvSource({"RS256, RSA", "ES256, EC", "EdDSA, OKP"})
    void pem_has_one_public_key(String algorithm, String kind) {
        SigningParty party = SigningParty.of(algorithm);
        IssuerKey read = Pem.read(party.pem().replace("\n", "\r\n"), "name", USUAL)
                .keys()
                .get(0);
        assertThat(read.kid()).isEqualTo("name");
        assertThat(read.ownKid()).isFalse();
        assertThat(read.algorithms()).containsExactly(Algorithm.named(algorithm).orElseThrow());
        assertThat(JwkSet.read(party.jwk("x", ""), "", USUAL).keys().get(0).material())
                .as("the same key is the same")
                .isEqualTo(read.material());
        assertThat(read.material().fingerprint()).hasSize(16);
    }

    @Test
    void a_certificate_counts_for_its_key() {
        assertThat(Pem.read(CERTIFICATE, "", USUAL).keys())
                .extracting(IssuerKey::algorithms)
                .containsExactly(Set.of(Algorithm.ES256));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----|holds a private key",
                "-----BEGIN EC PRIVATE KEY-----\\nAAAA\\n-----END EC PRIVATE KEY-----|holds a private key",
                "-----BEGIN RSA PUBLIC KEY-----\\nAAAA\\n-----END RSA PUBLIC KEY-----|holds a RSA PUBLIC KEY; it must be a PUBLIC KEY or",
                "-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----|has a key of another kind",
                "-----BEGIN PUBLIC KEY-----\\nAA?A\\n-----END PUBLIC KEY-----|has a PEM block that is damaged",
                "-----BEGIN PUBLIC KEY-----\\nAAAA|has a PEM block that is damaged",
                "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----|has a key that cannot be read"
            })
    void other_pem_is_an_error_that_shows_nothing_of_it(String pem, String reason) {
        assertThatThrownBy(() -> Pem.read(pem.replace("\\n", "\n"), "", USUAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("AAAA"));
    }

    /** A chain would bring the keys of its authorities. */
    @Test
    void more_than_one_block_is_an_error() {
        assertThatThrownBy(() -> Pem.read(RSA.pem() + EC.pem(), "", USUAL))
                .hasMessageStartingWith("has more than one PEM");
    }

    @Test
    void a_key_for_no_allowed_algorithm_is_an_error() {
        assertThatThrownBy(() -> Pem.read(P521.pem(), "", USUAL))
                .hasMessage("has no key that can be used: it is for ES512, which algorithms does not list");
    }

    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBhzCCAS2gAwIBAgIUEjJOJA6dHb5pq7rnKLwQd3NKxOowCgYIKoZIzj0EAwIw
            GTEXMBUGA1UEAwwOaXNzdWVyLmV4YW1wbGUwHhcNMjYxMTI5MTAwNTE4WhcNMjYx
            MTMwMTAwNTE4WjAZMRcwFQYDVQQDDA5pc3N1ZXIuZXhhbXBsZTBZMBMGByqGSM49
            AgEGCCqGSM49AwEHA0IABCjzKoXutYWD/Ty37cwjRywrjipUPnY6aM7tDC2q6Dwo
            JrV/ZJQ9qZ5K4TKOKzik/YLGbuysrfN9hYiabNbXOWGjUzBRMB0GA1UdDgQWBBR+
            H9Ep0cS7KqylgxI7D4htXI8LyDAfBgNVHSMEGDAWgBR+H9Ep0cS7KqylgxI7D4ht
            XI8LyDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIHteOz31EQgW
            sHUQG/KuRoTGPl4HAgqu7izZtXlvitbSAiEAwGiRAOl7/byFqy/mOjMAK6RuHqqn
            V7MrtbwEzS3OkV0=
            -----END CERTIFICATE-----
            """;
}
