package io.stagedoor.cli.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpServer;
import io.stagedoor.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stagedoor issuer try}, against a provider of the test's own. */
class TryCommandTest {

    private static final String WEAK = "{\"kty\":\"RSA\",\"kid\":\"weak\",\"n\":\"AQAB\",\"e\":\"AQAB\"}";
    private static final String OTHER_USE =
            "{\"kty\":\"RSA\",\"kid\":\"enc\",\"use\":\"enc\",\"n\":\"AQAB\",\"e\":\"AQAB\"}";

    @TempDir
    private Path folder;

    private HttpServer provider;
    private String issuer;
    private Path key;

    @BeforeEach
    void start() throws Exception {
        key = folder.resolve("me.pem");
        CommandRun.of("key", "new", "--kid=2027-01", "--file", key.toString());
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + provider.getAddress().getPort() + "/realm";
        publish("/realm/keys", set(ours(), WEAK, OTHER_USE));
        publish("/realm/.well-known/openid-configuration", document(issuer, issuer + "/keys"));
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    private String ours() throws Exception {
        return JSONObjectUtils.toJSONString(
                JWKSet.load(folder.resolve("me.jwks").toFile()).getKeys().get(0).toJSONObject());
    }

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    private static String document(String issuer, String keys) {
        return JSONObjectUtils.toJSONString(Map.of("issuer", issuer, "jwks_uri", keys));
    }

    private void publish(String path, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        provider.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static CommandRun tried(String... arguments) {
        List<String> all = new ArrayList<>(List.of("issuer", "try"));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.of(all.toArray(String[]::new));
    }

    /** A file with a token of the issuer, for the audience {@code media}. */
    private String token(String issuer) throws IOException {
        CommandRun made = CommandRun.of(
                "token",
                "--key-file",
                key.toString(),
                "--sub=jane",
                "--name=Jane Doe",
                "--roles=publisher",
                "--issuer=" + issuer,
                "--audience=media");
        assertThat(made.code()).as(made.err()).isZero();
        return Files.writeString(folder.resolve("token"), made.out()).toString();
    }

    @Test
    void shows_which_keys_can_be_used_and_why_others_cannot() {
        CommandRun run = tried(issuer);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(issuer + "/.well-known/openid-configuration", "at " + issuer + "/keys")
                .containsPattern("key +'2027-01' EC P-256, for ES256, sha256 [0-9a-f]{16}")
                .containsPattern("not used +kid 'weak': an RSA key of 17 bits; it must have 2048 to 8192")
                .containsPattern("not used +kid 'enc': its use is not sig");
    }

    @Test
    void says_what_a_token_would_be_allowed_and_shows_neither_it_nor_who_it_is_about() throws Exception {
        String file = token(issuer);
        CommandRun run =
                tried(issuer, "--token-file", file, "--audience=media", "--set", "publisherIf=roles=red5-publisher");
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("subject 'jane', may publish", "aud = media", "roles = red5-publisher", "name")
                .doesNotContain("Jane Doe");
        for (String part : Files.readString(Path.of(file)).strip().split("\\.")) {
            assertThat(run.out() + run.err()).doesNotContain(part);
        }
    }

    @Test
    void a_token_is_read_past_a_byte_order_mark() throws Exception {
        Path file = Path.of(token(issuer));
        Files.writeString(file, "\ufeff" + Files.readString(file));
        CommandRun run = tried(issuer, "--token-file", file.toString(), "--audience=media");
        assertThat(run.code()).as(run.out() + run.err()).isZero();

        Files.write(file, Files.readString(file).getBytes(StandardCharsets.UTF_16));
        assertThat(tried(issuer, "--token-file", file.toString()).err())
                .contains("--token-file: " + file + ": is in UTF-16; save it in UTF-8");
    }

    @Test
    void says_why_a_token_would_be_refused() throws Exception {
        String file = token(issuer);
        CommandRun audience = tried(issuer, "--token-file", file, "--audience=other");
        assertThat(audience.code()).isEqualTo(1);
        assertThat(audience.out()).contains("WRONG_AUDIENCE: audiences has nothing of what is in aud");

        CommandRun slash = tried(issuer, "--token-file", token(issuer + "/"));
        assertThat(slash.code()).isEqualTo(1);
        assertThat(slash.out()).contains("WRONG_ISSUER", "they differ only in the / at the end");

        Files.writeString(Path.of(file), "not-a-token");
        assertThat(tried(issuer, "--token-file", file).out()).contains("MALFORMED_TOKEN");
        Files.writeString(Path.of(file), "");
        assertThat(tried(issuer, "--token-file", file).out()).contains("the file holds no token");
    }

    @Test
    void a_token_that_nothing_is_allowed_to_hears_of_the_conditions() throws Exception {
        CommandRun run = tried(issuer, "--token-file", token(issuer));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("may connect only", "publisherIf");
    }

    @Test
    void the_address_of_the_document_stands_for_the_issuer() {
        assertThat(tried(issuer + "/.well-known/openid-configuration").code()).isZero();
    }

    @Test
    void says_in_one_sentence_what_keeps_it_from_the_keys() {
        CommandRun slash = tried(issuer + "/");
        assertThat(slash.code()).isEqualTo(1);
        assertThat(slash.err())
                .startsWith("stagedoor: " + issuer + "/.well-known/openid-configuration: ")
                .contains("a / at the end counts (it says '" + issuer + "')")
                .hasLineCount(1);
        assertThat(tried(issuer + "/elsewhere").err()).contains("it answers with status 404");
        assertThat(tried("http://idp.example/").err()).contains("http:// URL");
        assertThat(tried("nonsense").err()).contains("is not an https:// URL");
        assertThat(tried(issuer, "--set", "keyHosts=a").err()).contains("keyHosts: is not known", "keysHosts");
        assertThat(tried(issuer, "--token-file", folder.resolve("none").toString())
                        .err())
                .contains("--token-file: the file cannot be read");
    }

    @Test
    void a_set_without_a_key_that_can_be_used_is_a_failure() {
        CommandRun run = tried(issuer, "--set", "keys=" + issuer + "/keys", "--set", "algorithms=PS512");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("none can be used", "it is for ES256, which algorithms does not list");
    }
}
