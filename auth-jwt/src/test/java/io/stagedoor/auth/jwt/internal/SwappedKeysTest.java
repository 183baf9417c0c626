package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.IssuerStage.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.support.TlsKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole tables of keys, algorithms, names and issuers, each put in the place of every other one, where an authenticator has a secret of its own and
 * issuers with secrets and with keys of every kind. Only what is right is let in.
 */
class SwappedKeysTest {

    private static final SigningParty RSA = SigningParty.of("RS256");
    private static final SigningParty EC = SigningParty.of("ES256");
    private static final SigningParty EC384 = SigningParty.of("ES384");
    private static final SigningParty EC521 = SigningParty.of("ES512");
    private static final SigningParty ED = SigningParty.of("EdDSA");
    private static final SigningParty BOTH = SigningParty.of("RS256");
    private static final SigningParty STRANGER_RSA = SigningParty.of("RS256");
    private static final SigningParty STRANGER_EC = SigningParty.of("ES256");
    private static final SigningParty STRANGER_ED = SigningParty.of("EdDSA");
    private static final byte[] OWN = bytes(JwtFixtures.SECRET);
    private static final byte[] SHARED = bytes("the-shared-secret-of-issuer-s-0123456789-abcdefghijklmnopqrstuvwxyz");

    private static final List<String> ISSUERS = List.of("a", "b", "c", "e", "s");
    private static final List<String> KIDS = List.of("", "rsa", "ec", "c384", "ed", "s", "nobody");
    private static final List<String> ALGORITHMS = List.of(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA", "Ed25519", "Ed448", "ES256K", "none");

    private final IssuerStage stage = new IssuerStage();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        stage.issuer("a", "keys", set(RSA.jwk("rsa", ",\"alg\":\"RS256\"")), "algorithms", "RS256")
                .issuer("b", "keys", set(BOTH.jwk("rsa", "")), "algorithms", "RS256,PS256,PS384")
                .issuer(
                        "c",
                        "keys",
                        set(EC384.jwk("c384", "")),
                        "algorithms",
                        "ES384,ES512",
                        "keys.c521",
                        file(EC521.pem()))
                .issuer("e", "keys.ec", file(EC.pem()), "keys.ed", file(ED.pem()))
                .issuer(
                        "s",
                        "keys",
                        "secret:" + file(new String(SHARED, StandardCharsets.US_ASCII)),
                        "algorithms",
                        "HS256,HS512")
                .authenticator("issuers", String.join(",", ISSUERS), "jwtSecret", JwtFixtures.SECRET);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    /** Whoever signs, however, whatever the token says of it. */
    private Map<String, BinaryOperator<String>> signers() {
        Map<String, BinaryOperator<String>> signers = new LinkedHashMap<>();
        signers.put("RS256 by a", RSA::signed);
        signers.put("RS384 by a", RSA.signingBy("RS384")::signed);
        signers.put("PS256 by a", RSA.signingBy("PS256")::signed);
        signers.put("RS256 by b", BOTH::signed);
        signers.put("PS256 by b", BOTH.signingBy("PS256")::signed);
        signers.put("PS384 by b", BOTH.signingBy("PS384")::signed);
        signers.put("PS512 by b", BOTH.signingBy("PS512")::signed);
        signers.put("ES384 by c", EC384::signed);
        signers.put("ES512 by c", EC521::signed);
        signers.put("ES256 by e", EC::signed);
        signers.put("EdDSA by e", ED::signed);
        signers.put("HS256 by s", (header, claims) -> mac("HS256", SHARED, header, claims));
        signers.put("HS384 by s", (header, claims) -> mac("HS384", SHARED, header, claims));
        signers.put("HS512 by s", (header, claims) -> mac("HS512", SHARED, header, claims));
        signers.put("HS256 by us", (header, claims) -> mac("HS256", OWN, header, claims));
        signers.put("HS512 by us", (header, claims) -> mac("HS512", OWN, header, claims));
        signers.put("RS256 by a stranger", STRANGER_RSA::signed);
        signers.put("ES256 by a stranger", STRANGER_EC::signed);
        signers.put("EdDSA by a stranger", STRANGER_ED::signed);
        signers.put("Ed448 by a stranger", SwappedKeysTest::ed448);
        signers.put(
                "nothing by nobody",
                (header, claims) -> JwtFixtures.base64(header) + "." + JwtFixtures.base64(claims) + ".");
        return signers;
    }

    /** Who signs for whom. By the secret of our own, {@code iss} may be anything here. */
    private static boolean isRight(String signer, String algorithm, String issuer) {
        String alg = algorithm.equals("Ed25519") ? "EdDSA" : algorithm;
        return signer.equals(alg + " by us") && alg.equals("HS256")
                || signer.equals(alg + " by " + issuer)
                        && Set.of(
                                        "RS256 by a",
                                        "RS256 by b",
                                        "PS256 by b",
                                        "PS384 by b",
                                        "ES384 by c",
                                        "ES512 by c",
                                        "ES256 by e",
                                        "EdDSA by e",
                                        "HS256 by s",
                                        "HS512 by s")
                                .contains(signer);
    }

    @Test
    void nobody_is_let_in_by_a_key_an_algorithm_a_name_or_an_issuer_that_belong_to_others() {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> letIn = new LinkedHashMap<>();
        signers().forEach((signer, party) -> {
            for (String algorithm : ALGORITHMS) {
                for (String kid : KIDS) {
                    for (String issuer : ISSUERS) {
                        String named = kid.isEmpty() ? "" : ",\"kid\":\"" + kid + "\"";
                        String token = party.apply("{\"alg\":\"" + algorithm + "\"" + named + "}", claims(issuer, ""));
                        boolean isLetIn = stage.decide(token) instanceof Decision.Allow;
                        letIn.merge(signer, isLetIn ? 1 : 0, Integer::sum);
                        if (isLetIn && !isRight(signer, algorithm, issuer)) {
                            wrong.add(signer + " as " + algorithm + ", kid " + kid + ", iss " + issuer);
                        }
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
        // Else a stage that lets nobody in would pass.
        letIn.forEach((signer, count) -> assertThat(count > 0)
                .as(signer)
                .isEqualTo(ISSUERS.stream().anyMatch(issuer -> isRight(signer, signer.substring(0, 5), issuer))));
    }

    @Test
    void a_public_key_is_no_secret_in_any_form_that_it_can_be_written_in() {
        TlsKeys certified = TlsKeys.make(folder, "certified", "dns:localhost");
        stage.issuer("t", "keys", file(certified.certificate()), "algorithms", "ES256,ES384")
                .authenticator("issuers", "a,b,c,e,s,t", "jwtSecret", JwtFixtures.SECRET);
        List<byte[]> secrets = new ArrayList<>();
        List.of(RSA, BOTH, EC, EC384, EC521, ED).forEach(party -> secrets.addAll(formsOf(party)));
        secrets.addAll(textsOf("CERTIFICATE", certified.certificate()));
        assertThat(secrets).hasSizeGreaterThan(150);
        for (byte[] secret : secrets) {
            for (String algorithm : List.of("HS256", "HS384", "HS512")) {
                for (String kid : List.of("", "rsa", "ec", "s")) {
                    for (String issuer : List.of("a", "e", "s", "t")) {
                        String named = kid.isEmpty() ? "" : ",\"kid\":\"" + kid + "\"";
                        assertRefused(mac(
                                algorithm, secret, "{\"alg\":\"" + algorithm + "\"" + named + "}", claims(issuer, "")));
                    }
                }
            }
        }
    }

    /** As a file may hold it, as a library may hand it over, and its numbers themselves. */
    private static List<byte[]> formsOf(SigningParty party) {
        List<byte[]> forms = new ArrayList<>(textsOf("PUBLIC KEY", party.pem()));
        byte[] info = party.encoded();
        // Behind the algorithm: PKCS #1 of RSA, the point of a curve.
        int inner = party.jwkMembers().contains("RSA") ? 24 : party.jwkMembers().contains("OKP") ? 12 : -1;
        byte[] key = inner < 0
                ? Arrays.copyOfRange(info, indexOf(info, (byte) 4), info.length)
                : Arrays.copyOfRange(info, inner, info.length);
        forms.addAll(encodings(key));
        forms.addAll(textsOf(
                "RSA PUBLIC KEY",
                "-----BEGIN RSA PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                        + "\n-----END RSA PUBLIC KEY-----\n"));
        for (String member : party.jwkMembers().split("\"")) {
            if (member.length() > 20) {
                forms.addAll(encodings(Base64.getUrlDecoder().decode(member)));
            }
        }
        for (String jwk : List.of(party.jwk("rsa", ""), "{" + party.jwkMembers() + "}", party.jwkMembers())) {
            forms.addAll(encodings(bytes(jwk)));
            forms.addAll(encodings(bytes("{\"keys\":[" + jwk + "]}")));
        }
        return forms;
    }

    /** The point of a curve is the last member; it begins with 4 behind a zero byte. */
    private static int indexOf(byte[] info, byte value) {
        for (int i = 20; i < info.length; i++) {
            if (info[i] == value && info[i - 1] == 0) {
                return i;
            }
        }
        throw new AssertionError("no point");
    }

    /** A text of PEM, and what is in it, in the ways that editors and programs leave it. */
    private static List<byte[]> textsOf(String label, String pem) {
        String body = pem.replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
        List<byte[]> texts = new ArrayList<>(encodings(Base64.getMimeDecoder().decode(body)));
        for (String text : List.of(
                pem,
                pem.strip(),
                pem + "\n",
                pem.replace("\n", "\r\n"),
                pem.strip().replace("\n", "\r\n"),
                pem.replace("\n", ""),
                pem.replace("\n", "\\n"),
                pem.strip().replace("\n", "\\n"),
                pem.replaceAll("-----[^-]+-----", "").strip(),
                "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----",
                "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")) {
            texts.add(bytes(text));
        }
        return texts;
    }

    private static List<byte[]> encodings(byte[] key) {
        return List.of(
                key,
                bytes(Base64.getEncoder().encodeToString(key)),
                bytes(Base64.getEncoder().withoutPadding().encodeToString(key)),
                bytes(Base64.getUrlEncoder().withoutPadding().encodeToString(key)),
                bytes(HexFormat.of().formatHex(key)));
    }

    @Test
    void secrets_that_a_careless_program_falls_back_to_are_none() {
        List<byte[]> secrets = new ArrayList<>();
        for (int length : List.of(1, 16, 32, 48, 64, 128)) {
            secrets.add(new byte[length]);
        }
        List.of("null", "undefined", "None", "secret", "a", "b", "s", "rsa", "live-jwt", "https://a.example", "media")
                .forEach(text -> secrets.add(bytes(text)));
        secrets.add(Arrays.copyOf(SHARED, SHARED.length - 1));
        secrets.add(Arrays.copyOf(OWN, OWN.length - 1));
        for (byte[] secret : secrets) {
            for (String algorithm : List.of("HS256", "HS384", "HS512")) {
                for (String kid : List.of("", "/dev/null", "s", "rsa")) {
                    assertRefused(mac(
                            algorithm,
                            secret,
                            "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + kid + "\"}",
                            claims("s", "")));
                }
            }
        }
    }

    @Test
    void none_is_no_algorithm_however_it_is_written_and_whatever_stands_in_the_place_of_a_signature() {
        String good = RSA.token("rsa", claims("a", ""));
        List<String> thirds = List.of("", ".", ".AA", good.substring(good.lastIndexOf('.')));
        for (int mask = 0; mask < 1 << 4; mask++) {
            StringBuilder none = new StringBuilder("none");
            for (int i = 0; i < none.length(); i++) {
                if ((mask & 1 << i) != 0) {
                    none.setCharAt(i, Character.toUpperCase(none.charAt(i)));
                }
            }
            for (String alg :
                    List.of(none.toString(), " " + none, none + " ", none + "\\u0000", "\\u006e" + none.substring(1))) {
                for (String kid : KIDS) {
                    String unsigned = JwtFixtures.base64("{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\"}") + "."
                            + JwtFixtures.base64(claims("a", ""));
                    thirds.forEach(third -> assertRefused(unsigned + third));
                }
            }
        }
    }

    /** A key that a token brings along, in each of the ways that RFC 7515 §4.1 has for it. */
    @Test
    void a_token_brings_no_key() {
        Map<SigningParty, String> strangers = Map.of(STRANGER_RSA, "RS256", STRANGER_EC, "ES256", STRANGER_ED, "EdDSA");
        strangers.forEach((stranger, algorithm) -> {
            String jwk = "{" + stranger.jwkMembers() + "}";
            String info = Base64.getEncoder().encodeToString(stranger.encoded());
            for (String kid : KIDS) {
                for (String more : List.of(
                        "\"jwk\":" + jwk,
                        "\"jwk\":{\"keys\":[" + jwk + "]}",
                        "\"jku\":\"https://a.example/keys\"",
                        "\"jku\":\"data:application/json;base64,"
                                + Base64.getEncoder().encodeToString(bytes(jwk)) + "\"",
                        "\"jku\":\"file:///etc/passwd\"",
                        "\"x5u\":\"https://a.example/certificate\"",
                        "\"x5c\":[\"" + info + "\"]",
                        "\"x5t\":\"" + JwtFixtures.base64(sha(stranger, "SHA-1")) + "\"",
                        "\"x5t#S256\":\"" + JwtFixtures.base64(sha(stranger, "SHA-256")) + "\"",
                        "\"jwk\":" + jwk + ",\"jku\":\"https://a.example/keys\",\"x5c\":[\"" + info + "\"]",
                        "\"keys\":[" + jwk + "]",
                        "\"key\":\"" + info + "\"")) {
                    for (String issuer : ISSUERS) {
                        assertRefused(stranger.signed(
                                "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + kid + "\"," + more + "}",
                                claims(issuer, "")));
                    }
                }
            }
        });
        byte[] chosen = new byte[64];
        String oct = "\"jwk\":{\"kty\":\"oct\",\"k\":\"" + JwtFixtures.base64(chosen) + "\"}";
        for (String algorithm : List.of("HS256", "HS512")) {
            assertRefused(mac(algorithm, chosen, "{\"alg\":\"" + algorithm + "\"," + oct + "}", claims("s", "")));
        }
    }

    /** The right key and the right algorithm, and a signature in a form that others take. */
    @Test
    void a_signature_has_one_form() {
        for (SigningParty party : List.of(EC, EC384, EC521)) {
            String issuer = party == EC ? "e" : "c";
            String good = party.token(party == EC384 ? "c384" : "", claims(issuer, ""));
            assertAllowed(good);
            byte[] plain = Base64.getUrlDecoder().decode(good.substring(good.lastIndexOf('.') + 1));
            String signed = good.substring(0, good.lastIndexOf('.') + 1);
            for (byte[] other : List.of(
                    der(plain),
                    padded(plain),
                    Arrays.copyOf(plain, plain.length + 1),
                    Arrays.copyOf(plain, plain.length - 1),
                    Arrays.copyOfRange(plain, 1, plain.length),
                    doubled(plain))) {
                assertRefused(signed + JwtFixtures.base64(other));
            }
        }
        for (String good : List.of(RSA.token("rsa", claims("a", "")), ED.token("ed", claims("e", "")))) {
            byte[] plain = Base64.getUrlDecoder().decode(good.substring(good.lastIndexOf('.') + 1));
            String signed = good.substring(0, good.lastIndexOf('.') + 1);
            byte[] leading = new byte[plain.length + 1];
            System.arraycopy(plain, 0, leading, 1, plain.length);
            for (byte[] other : List.of(
                    leading,
                    Arrays.copyOf(plain, plain.length + 1),
                    Arrays.copyOf(plain, plain.length - 1),
                    doubled(plain))) {
                assertRefused(signed + JwtFixtures.base64(other));
            }
        }
    }

    /** ASN.1, which is what most libraries make of a curve's signature unless they are told otherwise. */
    private static byte[] der(byte[] plain) {
        byte[] r = integer(Arrays.copyOf(plain, plain.length / 2));
        byte[] s = integer(Arrays.copyOfRange(plain, plain.length / 2, plain.length));
        int length = r.length + s.length;
        byte[] head = length < 128 ? new byte[] {0x30, (byte) length} : new byte[] {0x30, (byte) 0x81, (byte) length};
        return Vectors.concat(head, r, s);
    }

    private static byte[] integer(byte[] unsigned) {
        byte[] number = new java.math.BigInteger(1, unsigned).toByteArray();
        return Vectors.concat(new byte[] {2, (byte) number.length}, number);
    }

    /** Each half with a zero byte before it. */
    private static byte[] padded(byte[] plain) {
        return Vectors.concat(
                new byte[1],
                Arrays.copyOf(plain, plain.length / 2),
                new byte[1],
                Arrays.copyOfRange(plain, plain.length / 2, plain.length));
    }

    private static byte[] doubled(byte[] plain) {
        return Vectors.concat(plain, plain);
    }

    /** A signature of one token under another one. */
    @Test
    void a_signature_belongs_to_its_token() {
        List<String> good = List.of(
                RSA.token("rsa", claims("a", "")),
                BOTH.token("rsa", claims("b", "")),
                EC.token("", claims("e", "")),
                ED.token("", claims("e", "")),
                EC384.token("", claims("c", "")),
                mac("HS256", SHARED, "{\"alg\":\"HS256\"}", claims("s", "")),
                mac("HS256", OWN, "{\"alg\":\"HS256\"}", "{" + JwtFixtures.EXP + "}"));
        for (int one = 0; one < good.size(); one++) {
            assertAllowed(good.get(one));
            for (int other = 0; other < good.size(); other++) {
                String[] first = good.get(one).split("\\.");
                String[] second = good.get(other).split("\\.");
                if (one != other) {
                    assertRefused(first[0] + "." + first[1] + "." + second[2]);
                    if (!first[1].equals(second[1])) {
                        assertRefused(first[0] + "." + second[1] + "." + first[2]);
                    }
                    if (!first[0].equals(second[0])) {
                        assertRefused(second[0] + "." + first[1] + "." + first[2]);
                    }
                }
            }
        }
    }

    /** The first of them does not lend its rules to the second one's key, nor the other way round. */
    @Test
    void of_two_issuers_with_one_iss_each_key_has_the_rules_of_its_own() {
        String shared = "https://same.example";
        stage.issuer(
                        "one",
                        "issuer",
                        shared,
                        "keys",
                        set(RSA.jwk("k", "")),
                        "audiences",
                        "first",
                        "publisherIf",
                        "sub=*")
                .issuer(
                        "two",
                        "issuer",
                        shared,
                        "keys",
                        set(EC.jwk("k", "")),
                        "audiences",
                        "second",
                        "publisherIf",
                        "role=x")
                .authenticator("issuers", "one,two", "jwtSecret", JwtFixtures.SECRET);
        for (String kid : List.of("", "k")) {
            assertThat(stage.granted(RSA.token(kid, same("first"))).actions()).contains(Action.PUBLISH);
            assertThat(stage.granted(EC.token(kid, same("second"))).actions()).doesNotContain(Action.PUBLISH);
            assertRefused(RSA.token(kid, same("second")));
            assertRefused(EC.token(kid, same("first")));
        }
    }

    /** Also where both have one key: then the first that accepts the token decides, and neither can be had with the other's audience and roles. */
    @Test
    void of_two_issuers_with_one_iss_and_one_key_a_token_has_the_rules_of_one() {
        String shared = "https://same.example";
        stage.issuer(
                        "one",
                        "issuer",
                        shared,
                        "keys",
                        set(RSA.jwk("k", "")),
                        "audiences",
                        "first",
                        "publisherIf",
                        "sub=*")
                .issuer(
                        "two",
                        "issuer",
                        shared,
                        "keys",
                        set(RSA.jwk("k", "")),
                        "audiences",
                        "second",
                        "publisherIf",
                        "role=x")
                .authenticator("issuers", "one,two");
        assertThat(stage.granted(RSA.token("k", same("first"))).actions()).contains(Action.PUBLISH);
        assertThat(stage.granted(RSA.token("k", same("second"))).actions()).doesNotContain(Action.PUBLISH);
        assertRefused(RSA.token("k", same("third")));
    }

    private static String same(String audience) {
        return "{\"iss\":\"https://same.example\",\"aud\":\"" + audience + "\",\"sub\":\"jane\"," + JwtFixtures.EXP
                + "}";
    }

    private void assertAllowed(String token) {
        assertThat(stage.decide(token)).as(token).isInstanceOf(Decision.Allow.class);
    }

    private void assertRefused(String token) {
        assertThat(stage.decide(token)).as(token).isInstanceOf(Decision.Deny.class);
    }

    private static String ed448(String header, String claims) {
        String input = JwtFixtures.base64(header) + "." + JwtFixtures.base64(claims);
        try {
            Signature signature = Signature.getInstance("Ed448");
            signature.initSign(Ed448Holder.KEYS.getPrivate());
            signature.update(bytes(input));
            return input + "." + JwtFixtures.base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Ed448Holder {
        static final KeyPair KEYS = make();

        private static KeyPair make() {
            try {
                return KeyPairGenerator.getInstance("Ed448").generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String mac(String algorithm, byte[] key, String header, String claims) {
        String input = JwtFixtures.base64(header) + "." + JwtFixtures.base64(claims);
        try {
            String name = "HmacSHA" + algorithm.substring(2);
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(key, name));
            return input + "." + JwtFixtures.base64(mac.doFinal(bytes(input)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sha(SigningParty party, String algorithm) {
        try {
            return java.security.MessageDigest.getInstance(algorithm).digest(party.encoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private String set(String... jwks) {
        return file("{\"keys\":[" + String.join(",", jwks) + "]}");
    }

    private String file(String content) {
        try {
            return Files.writeString(Files.createTempFile(folder, "key", ""), content)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
