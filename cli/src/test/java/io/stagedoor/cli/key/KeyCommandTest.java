package io.stagedoor.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.stagedoor.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stagedoor key new}, and tokens that are signed with what it makes. */
class KeyCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS512", "PS256", "PS384", "ES256", "ES384", "ES512", "EdDSA"})
    void a_token_is_verified_with_the_public_key_beside_the_private_one(String algorithm) throws Exception {
        Path key = folder.resolve("me.pem");
        CommandRun made = CommandRun.of("key", "new", "--alg", algorithm, "--file", key.toString());
        assertThat(made.code()).as(made.err()).isZero();
        JWK jwk = JWKSet.load(folder.resolve("me.jwks").toFile()).getKeys().get(0);
        assertThat(jwk.isPrivate()).isFalse();
        assertThat(jwk.getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(made.out()).contains(key.toString(), "me.jwks", jwk.getKeyID());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");

        CommandRun token = CommandRun.of(
                "token", "--key-file", key.toString(), "--sub=jane", "--issuer=https://me.example", "--audience=media");
        assertThat(token.code()).as(token.err()).isZero();
        SignedJWT jwt = SignedJWT.parse(token.out().strip());
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
        assertThat(jwt.getHeader().getKeyID()).isEqualTo(jwk.getKeyID());
        assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly("media");
        assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("https://me.example");
        assertThat(isSigned(jwk, jwt)).isTrue();
    }

    private static boolean isSigned(JWK jwk, SignedJWT jwt) throws Exception {
        if (jwk.getKeyType().getValue().equals("OKP")) {
            byte[] point = jwk.toOctetKeyPair().getX().decode();
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(HexFormat.of()
                            .parseHex(
                                    "302a300506032b6570032100" + HexFormat.of().formatHex(point)))));
            verifier.update(jwt.getSigningInput());
            return verifier.verify(jwt.getSignature().decode());
        }
        JWSVerifier verifier = jwk.getKeyType().getValue().equals("RSA")
                ? new RSASSAVerifier(jwk.toRSAKey())
                : new ECDSAVerifier(jwk.toECKey());
        return jwt.verify(verifier);
    }

    @Test
    void a_name_may_be_chosen() throws Exception {
        Path key = folder.resolve("me");
        assertThat(CommandRun.of("key", "new", "--kid=2027-01", "--file", key.toString())
                        .code())
                .isZero();
        assertThat(JWKSet.load(folder.resolve("me.jwks").toFile())
                        .getKeys()
                        .get(0)
                        .getKeyID())
                .isEqualTo("2027-01");
        assertThat(CommandRun.of(
                                "key",
                                "new",
                                "--kid=a b",
                                "--file",
                                folder.resolve("x").toString())
                        .err())
                .contains("--kid: a name is 1 to 64");
    }

    @Test
    void a_key_without_a_set_beside_it_signs_by_the_usual_algorithm_without_a_name() throws Exception {
        Path key = folder.resolve("me.pem");
        CommandRun.of("key", "new", "--alg=ES384", "--file", key.toString());
        Files.delete(folder.resolve("me.jwks"));
        SignedJWT jwt = SignedJWT.parse(
                CommandRun.of("token", "--key-file", key.toString()).out().strip());
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("ES384");
        assertThat(jwt.getHeader().getKeyID()).isNull();
    }

    @Test
    void a_key_and_its_set_are_read_past_a_byte_order_mark() throws Exception {
        Path key = folder.resolve("me.pem");
        CommandRun.of("key", "new", "--alg=ES384", "--file", key.toString());
        Path set = folder.resolve("me.jwks");
        Files.writeString(key, "\ufeff" + Files.readString(key));
        Files.writeString(set, "\ufeff" + Files.readString(set));
        CommandRun run = CommandRun.of("token", "--key-file", key.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(SignedJWT.parse(run.out().strip()).getHeader().getKeyID()).isNotNull();

        Files.write(key, Files.readString(key).getBytes(StandardCharsets.UTF_16));
        assertThat(CommandRun.of("token", "--key-file", key.toString()).err())
                .contains("me.pem: is in UTF-16; save it in UTF-8");
    }

    @Test
    void no_file_is_ever_overwritten() throws IOException {
        Path key = Files.writeString(folder.resolve("me.pem"), "precious");
        assertThat(CommandRun.of("key", "new", "--file", key.toString()).err()).contains("exists already");
        assertThat(key).hasContent("precious");
        assertThat(folder.resolve("me.jwks")).doesNotExist();
        Files.writeString(folder.resolve("you.jwks"), "precious");
        assertThat(CommandRun.of(
                                "key",
                                "new",
                                "--file",
                                folder.resolve("you.pem").toString())
                        .err())
                .contains("you.jwks exists already");
        assertThat(folder.resolve("you.pem")).doesNotExist();
    }

    @Test
    void what_is_wrong_is_said_and_nothing_of_the_key() throws IOException {
        assertThat(CommandRun.of(
                                "key",
                                "new",
                                "--alg=HS256",
                                "--file",
                                folder.resolve("x").toString())
                        .err())
                .contains("--alg: 'HS256' is not an algorithm (use RS256, ");
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n");
        assertThat(CommandRun.of("token", "--key-file", garbage.toString()).err())
                .contains("is not one private key in PEM", "openssl pkcs8")
                .doesNotContain("c2VjcmV0");
        Files.writeString(garbage, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        assertThat(CommandRun.of("token", "--key-file", garbage.toString()).err())
                .contains("does not hold a private key of RSA, EC or Ed25519")
                .doesNotContain("c2VjcmV0");
        assertThat(CommandRun.of("token", "--key-file", folder.resolve("none").toString())
                        .err())
                .contains("no such file");
        Path key = folder.resolve("me.pem");
        CommandRun.of("key", "new", "--alg=RS256", "--file", key.toString());
        CommandRun.of(
                "key",
                "new",
                "--alg=ES256",
                "--file",
                folder.resolve("other.pem").toString());
        Files.write(
                folder.resolve("me.jwks"),
                Files.readString(folder.resolve("other.jwks")).getBytes(StandardCharsets.US_ASCII));
        assertThat(CommandRun.of("token", "--key-file", key.toString()).err()).contains("is for another kind of key");
    }
}
