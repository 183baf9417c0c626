package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.roundtrip.internal.settings.Endpoints;
import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String URL = "https://backend.example/validate?key=k3y-canary";
    private static final String SECRET = "siGning-5ecret.that~is!long enough, and of no use";

    @TempDir
    private Path folder;

    private static Settings with(Object... pairs) {
        List<Object> all = new ArrayList<>(List.of("validateUrl", URL));
        all.addAll(Arrays.asList(pairs));
        return settings(all.toArray());
    }

    private static void isError(String message, Object... pairs) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(pairs))
                .withMessageStartingWith(message)
                .withMessageNotContaining("canary")
                .withMessageNotContaining(SECRET.substring(0, 20))
                .withNoCause();
    }

    @Test
    void defaults_are_those_of_the_documentation() {
        Settings settings = with();
        assertThat(settings.limits())
                .isEqualTo(new Settings.Limits(Duration.ofSeconds(4), 64, 50, 10, Duration.ofSeconds(60)));
        assertThat(settings.cache()).isEqualTo(new Settings.Cache(Duration.ZERO, false));
        assertThat(settings.connection().connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.connection().tls().context()).isEmpty();
        assertThat(settings.tokenRequired()).isFalse();
        assertThat(settings.lazy()).isFalse();
        assertThat(settings.failOpen()).isFalse();
        assertThat(settings.sendContext()).isFalse();
        assertThat(settings.signing()).isEmpty();
        assertThat(settings.endpoints()).isEqualTo(new Endpoints(URI.create(URL), java.util.Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "http://, h.example, 3000, /v, http://h.example:3000/v",
        "https://, h.example, 0, v, https://h.example/v",
        "HTTPS, 192.0.2.1, 8443, /a/b?x=y, https://192.0.2.1:8443/a/b?x=y",
        "'', ::1, 80, /v, http://[::1]:80/v",
        "http, [::1], 80, /v, http://[::1]:80/v"
    })
    void red5_pros_parts_make_a_url(String protocol, String host, long port, String path, String url) {
        Settings settings = settings(
                "protocol",
                protocol,
                "host",
                host,
                "port",
                port,
                "validateCredentialsEndPoint",
                path,
                "invalidateCredentialsEndPoint",
                "/i");
        assertThat(settings.endpoints().validate()).isEqualTo(URI.create(url));
        assertThat(settings.endpoints().invalidate().orElseThrow()).hasPath("/i");
    }

    @Test
    void both_ways_to_say_where_the_backend_is_are_an_error() {
        isError("validateUrl, invalidateUrl: ", "validateUrl", URL, "host", "h");
        isError("validateUrl, invalidateUrl: ", "invalidateUrl", URL, "validateCredentialsEndPoint", "/v");
        isError("validateUrl, invalidateUrl: ", "validateUrl", URL, "protocol", "http://");
        isError("validateUrl: is missing");
        isError("validateUrl: is missing", "invalidateUrl", URL);
        isError("host: ", "validateCredentialsEndPoint", "/v");
        isError("validateCredentialsEndPoint: ", "host", "h");
        isError("protocol: ", "host", "h", "protocol", "ftp://", "validateCredentialsEndPoint", "/v");
        isError("port: ", "host", "h", "port", 70_000L, "validateCredentialsEndPoint", "/v");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backend.example/v",
                "ftp://h/canary",
                "http:///v",
                "http://h/ canary",
                "http://user:canary@h/v",
                "http://h/v#canary",
                "http://h_/${canary}",
                "http://h/$[env:canary]",
                "mailto:canary@example"
            })
    void what_leads_to_no_backend_is_an_error(String url) {
        isError("validateUrl: ", "validateUrl", url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:23000/v", "backend.example/v", "localhost:23000/v"})
    void a_url_without_a_scheme_is_told_how_to_begin(String url) {
        isError("validateUrl: is not a URL with a host; begin it with http:// or https://", "validateUrl", url);
    }

    @ParameterizedTest
    @CsvSource({
        "timeoutMillis, 9", "timeoutMillis, 60001", "connectTimeoutMillis, 0", "maxConcurrentRequests, 0",
        "maxConcurrentRequests, 1025", "cacheSeconds, 61", "cacheSeconds, -1", "breakerFailurePercent, 0",
        "breakerFailurePercent, 101", "breakerMinimumCalls, 101", "breakerOpenSeconds, 0"
    })
    void numbers_out_of_range_are_errors(String key, long value) {
        isError(key + ": is out of range", "validateUrl", URL, key, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clientTokenRequired", "lazyAuth", "failOpen", "sendContext", "cacheNeedsTtl"})
    void a_switch_is_true_or_false_and_nothing_else(String key) {
        isError(key + ": is neither", "validateUrl", URL, key, "yes-canary");
        isError(key + ": is neither", "validateUrl", URL, key, "");
        with(key, " TRUE ");
        with(key, false);
    }

    @Test
    void a_conversion_that_fails_does_not_repeat_the_value() {
        isError("timeoutMillis: not a whole number", "validateUrl", URL, "timeoutMillis", "canary of a secret");
        isError("name: ", "name", " ", "validateUrl", URL);
    }

    @Test
    void blanks_do_not_count_and_what_is_misspelt_is_an_error() {
        assertThat(with("timeoutMillis", "3000\t").limits().timeout()).isEqualTo(Duration.ofSeconds(3));
        isError("clientTokenRequird: is not known (did you mean clientTokenRequired?)", "clientTokenRequird", "true");
        isError("server.host: is not known (here it is called host)", "validateUrl", URL, "server.host", "h");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_what_a_file_says() throws Exception {
        String file =
                Files.writeString(folder.resolve("s"), "\ufeff" + SECRET + "\r").toString();
        assertThat(with("signingSecretFile", file).signing()).contains(Secret.of(SECRET));
        Files.write(Path.of(file), SECRET.getBytes(java.nio.charset.StandardCharsets.UTF_16));
        isError("signingSecretFile: the file is in UTF-16", "validateUrl", URL, "signingSecretFile", file);
        Files.write(Path.of(file), new byte[10 << 20]);
        isError("signingSecretFile: the file is larger than", "validateUrl", URL, "signingSecretFile", file);
    }

    @Test
    void a_weak_signing_secret_is_an_error() throws Exception {
        isError("signingSecret: the secret is shorter", "validateUrl", URL, "signingSecret", "short-canary");
        isError(
                "signingSecret: is the",
                "validateUrl",
                URL,
                "signingSecret",
                "changeme-to-a-strong-32-byte-secret-key");
        isError(
                "signingSecret: has an unresolved placeholder",
                "validateUrl",
                URL,
                "signingSecret",
                "${canary}" + SECRET);
        isError("signingSecret: what follows", "validateUrl", URL, "signingSecret", "base64:canary!" + SECRET);
        isError("signingSecret: the secret is shorter", "validateUrl", URL, "signingSecret", "base64:AAAA");
        String file = Files.writeString(folder.resolve("s"), SECRET + "\r\n").toString();
        isError(
                "signingSecret, signingSecretFile: both",
                "validateUrl",
                URL,
                "signingSecret",
                SECRET,
                "signingSecretFile",
                file);
        isError("signingSecretFile: the file does not exist", "validateUrl", URL, "signingSecretFile", file + "x");
        assertThat(with("signingSecretFile", file).signing()).contains(Secret.of(SECRET));
        assertThat(with("signingSecret", SECRET).signing()).contains(Secret.of(SECRET));
        Files.writeString(Path.of(file), "$[secret:canary-canary-canary-canary-canary]");
        isError(
                "signingSecretFile: the file holds an unresolved placeholder",
                "validateUrl",
                URL,
                "signingSecretFile",
                file);
    }

    @Test
    void settings_show_no_secret() {
        assertThat(with("signingSecret", SECRET).toString()).doesNotContain(SECRET);
    }
}
