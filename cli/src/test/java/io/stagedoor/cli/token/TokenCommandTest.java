package io.stagedoor.cli.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.stagedoor.cli.CommandRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandTest {

    private static final String SECRET = "0123456789abcdefghijklmnopqrstuv-secret";

    @TempDir
    private Path folder;

    @Test
    void prints_a_token_with_all_claims() throws Exception {
        CommandRun run = CommandRun.of(
                "token",
                "--secret-file",
                file(SECRET).toString(),
                "--sub=alice",
                "--name=Alice A",
                "--roles=publisher,subscriber",
                "--transports=rtmp,whip",
                "--rooms=room1,room2",
                "--issuer=me",
                "--ttl=90s");

        assertThat(run.code()).isZero();
        JWTClaimsSet claims = verified(run, SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(claims.getSubject()).isEqualTo("alice");
        assertThat(claims.getIssuer()).isEqualTo("me");
        assertThat(claims.getStringClaim("name")).isEqualTo("Alice A");
        assertThat(claims.getStringClaim("roles")).isEqualTo("red5-publisher,red5-subscriber");
        assertThat(claims.getStringClaim("red5-transport")).isEqualTo("RTMP,WHIP");
        assertThat(claims.getStringClaim("red5-room")).isEqualTo("room1,room2");
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofSeconds(90));
    }

    /** Each is another one, so that it can be revoked, and used once. */
    @Test
    void gives_each_token_an_id_of_its_own() throws Exception {
        String[] plain = {"token", "--secret-file", file(SECRET).toString()};
        byte[] key = SECRET.getBytes(StandardCharsets.UTF_8);
        String first = verified(CommandRun.of(plain), key).getJWTID();
        assertThat(first)
                .hasSizeGreaterThan(30)
                .isNotEqualTo(verified(CommandRun.of(plain), key).getJWTID());
        assertThat(verified(CommandRun.of(plain[0], plain[1], plain[2], "--id=order-7"), key)
                        .getJWTID())
                .isEqualTo("order-7");
        assertThat(verified(CommandRun.of(plain[0], plain[1], plain[2], "--claim=jti=t7"), key)
                        .getJWTID())
                .isEqualTo("t7");
        assertThat(CommandRun.of(plain[0], plain[1], plain[2], "--claim=jti=t7", "--id=8")
                        .err())
                .contains("--claim: jti has an option of its own, --id");
        assertThat(CommandRun.of(plain[0], plain[1], plain[2], "--id= ").err()).contains("--id: is blank");
    }

    /** As identity providers write them. */
    @Test
    void takes_other_claims_as_json_or_as_text() throws Exception {
        CommandRun run = CommandRun.of(
                "token",
                "--secret-file",
                file(SECRET).toString(),
                "--claim=realm_access={\"roles\":[\"streamer\"]}",
                "--claim=email_verified=true",
                "--claim=scope=live:publish live:play",
                "--claim=odd=1,\"exp\":5");

        JWTClaimsSet claims = verified(run, SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(claims.getJSONObjectClaim("realm_access")).containsEntry("roles", List.of("streamer"));
        assertThat(claims.getBooleanClaim("email_verified")).isTrue();
        assertThat(claims.getStringClaim("scope")).isEqualTo("live:publish live:play");
        assertThat(claims.getStringClaim("odd")).isEqualTo("1,\"exp\":5");
    }

    @Test
    void a_claim_with_an_option_is_not_another_claim() {
        CommandRun run = CommandRun.of("token", "--secret-file", "x", "--claim=exp=5");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--claim: exp has an option of its own");
        assertThat(CommandRun.of("token", "--secret-file", "x", "--roles", "publisher", "--claim=roles=[\"a\"]")
                        .err())
                .contains("--claim: roles has an option of its own");
    }

    @Test
    void takes_roles_in_the_form_of_an_issuer() throws Exception {
        CommandRun run =
                CommandRun.of("token", "--secret-file", file(SECRET).toString(), "--claim=roles=[\"Stream.Publish\"]");
        assertThat(verified(run, SECRET.getBytes(StandardCharsets.UTF_8)).getStringListClaim("roles"))
                .containsExactly("Stream.Publish");
    }

    @Test
    void broken_json_is_no_text() {
        for (String value : List.of("[a]", "{\"a\":}", "\"a")) {
            CommandRun run = CommandRun.of("token", "--secret-file", "x", "--claim=groups=" + value);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("--claim: the value of groups begins like JSON, and is none");
        }
    }

    @Test
    void leaves_out_what_is_not_asked_for() throws Exception {
        CommandRun run = CommandRun.of("token", "--secret-file", file(SECRET).toString());

        assertThat(verified(run, SECRET.getBytes(StandardCharsets.UTF_8))
                        .getClaims()
                        .keySet())
                .containsExactlyInAnyOrder("iat", "exp", "jti");
    }

    @Test
    void takes_the_secret_from_standard_input_without_its_line_break() throws Exception {
        CommandRun run = CommandRun.withInput(SECRET + "\n", "token", "-");

        assertThat(verified(run, SECRET.getBytes(StandardCharsets.UTF_8))).isNotNull();
    }

    @Test
    void decodes_a_secret_in_base64() throws Exception {
        byte[] key = new byte[32];
        key[0] = (byte) 0xFF;
        CommandRun run = CommandRun.withInput("base64:" + Base64.getEncoder().encodeToString(key), "token", "-");

        assertThat(verified(run, key)).isNotNull();
    }

    @Test
    void notes_that_a_token_is_good_for_longer_than_a_server_accepts() throws Exception {
        CommandRun longer = CommandRun.of("token", "--secret-file", file(SECRET).toString(), "--ttl=2h");
        CommandRun longest =
                CommandRun.of("token", "--secret-file", file(SECRET).toString(), "--ttl=60m");

        assertThat(longer.code()).isZero();
        assertThat(longer.err()).contains("LIFETIME_TOO_LONG", "jwtTtlMinutes=60, the default");
        assertThat(verified(longer, SECRET.getBytes(StandardCharsets.UTF_8))).isNotNull();
        assertThat(longest.err()).isEmpty();
    }

    @Test
    void knows_what_the_configuration_of_the_secret_accepts() throws Exception {
        Path secret =
                Files.createDirectories(folder.resolve("stagedoor/secrets")).resolve("live.key");
        Files.writeString(secret, SECRET);
        Path conf = Files.createDirectories(folder.resolve("stagedoor/conf"));
        Files.writeString(
                conf.resolve("stagedoor.authenticator.jwt-other.cfg"),
                "jwtSecretFile=stagedoor/secrets/other.key\njwtTtlMinutes=5\n");
        Path config = Files.writeString(
                conf.resolve("stagedoor.authenticator.jwt-live.cfg"),
                "jwtSecretFile=stagedoor/secrets/live.key\njwtTtlMinutes=180\n");

        assertThat(CommandRun.of("token", "--secret-file", secret.toString(), "--ttl=2h")
                        .err())
                .isEmpty();
        assertThat(CommandRun.of("token", "--secret-file", secret.toString(), "--ttl=1d")
                        .err())
                .contains("jwtTtlMinutes=180, " + config);
    }

    @Test
    void reads_a_configuration_past_a_byte_order_mark_and_none_that_is_too_large() throws Exception {
        Path secret =
                Files.createDirectories(folder.resolve("stagedoor/secrets")).resolve("live.key");
        Files.writeString(secret, SECRET);
        Path config = folder.resolve("stagedoor/conf/stagedoor.authenticator.jwt-live.cfg");
        Files.createDirectories(config.getParent());
        String text = "\ufeffjwtTtlMinutes = 5\u00a0\njwtSecretFile=stagedoor/secrets/live.key\u00a0\n";
        Files.writeString(config, text);

        assertThat(CommandRun.of("token", "--secret-file", secret.toString(), "--ttl=1h")
                        .err())
                .contains("LIFETIME_TOO_LONG", "jwtTtlMinutes=5, " + config);

        Files.writeString(config, text + "# as if\n".repeat(10 << 17));
        assertThat(CommandRun.of("token", "--secret-file", secret.toString(), "--ttl=1h")
                        .err())
                .isEmpty();
    }

    @Test
    void never_takes_a_secret_as_an_argument_nor_repeats_it() {
        CommandRun run = CommandRun.of("token", SECRET);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("a secret must not be an argument").doesNotContain(SECRET);
    }

    @Test
    void refuses_a_short_secret_without_repeating_it() {
        CommandRun run = CommandRun.withInput("short-secret", "token", "-");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("shorter than 32 bytes").doesNotContain("short-secret");
    }

    @Test
    void names_the_file_and_the_variable_that_are_not_there() {
        assertThat(CommandRun.of("token", "--secret-file", "no-such-file").err())
                .contains("no such file: " + Path.of("no-such-file").toAbsolutePath());
        assertThat(CommandRun.of("token", "--secret-env", "STAGEDOOR_NO_SUCH").err())
                .contains("no such environment variable: STAGEDOOR_NO_SUCH");
    }

    @Test
    void wants_one_source_of_the_secret() {
        CommandRun run = CommandRun.of("token", "--secret-env", "A", "--secret-file", "b");

        assertThat(run.code()).isEqualTo(2);
        assertThat(CommandRun.of("token").err()).contains("--secret-file");
    }

    @Test
    void refuses_roles_transports_rooms_and_times_that_mean_nothing() throws Exception {
        String file = file(SECRET).toString();

        assertThat(CommandRun.of("token", "--secret-file", file, "--roles=admin")
                        .err())
                .contains("--roles: 'admin' is not a role (use publisher, subscriber)");
        assertThat(CommandRun.of("token", "--secret-file", file, "--transports=carrier-pigeon")
                        .err())
                .contains("RTMP, RTSP, WHIP");
        assertThat(CommandRun.of("token", "--secret-file", file, "--rooms=a,,b").err())
                .contains("--rooms");
        assertThat(CommandRun.of("token", "--secret-file", file, "--ttl=soon").err())
                .contains("invalid duration 'soon'");
    }

    private Path file(String content) throws Exception {
        return Files.writeString(folder.resolve("secret file"), content + "\r\n");
    }

    private static JWTClaimsSet verified(CommandRun run, byte[] key) throws Exception {
        SignedJWT token = SignedJWT.parse(run.out().strip());
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
        assertThat(token.verify(new MACVerifier(key))).isTrue();
        return token.getJWTClaimsSet();
    }
}
