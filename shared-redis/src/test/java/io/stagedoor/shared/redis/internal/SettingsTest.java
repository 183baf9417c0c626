package io.stagedoor.shared.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stagedoor.core.shared.SharedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("key"), Base64.getEncoder().encodeToString(new byte[48]) + "\n");
        Files.writeString(folder.resolve("password"), "hush\n");
        Files.writeString(folder.resolve("short"), Base64.getEncoder().encodeToString(new byte[31]));
        Files.writeString(folder.resolve("empty"), "\n");
    }

    private Map<String, Object> with(String... properties) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "redis", "redis://10.0.0.5", "keyFile", folder.resolve("key").toString()));
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        return all;
    }

    private void refuses(String property, String... properties) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.of(with(properties)))
                .withMessageStartingWith(property + ": ")
                .withMessageNotContaining("hush");
        assertThat(new SettingsCheck(with(properties)).problems())
                .singleElement()
                .asString()
                .startsWith("stagedoor.shared: " + property + ": ");
    }

    @Test
    void has_defaults() {
        Settings settings = Settings.of(with());
        assertThat(settings.address().shown()).isEqualTo("redis://10.0.0.5:6379");
        assertThat(settings.address().timeout()).isEqualTo(Duration.ofMillis(50));
        assertThat(settings.prefix()).isEqualTo("stagedoor");
        assertThat(settings.isLocal()).isFalse();
        assertThat(settings.staleAfter()).isEqualTo(SharedState.FOREVER);
        assertThat(new SettingsCheck(with()).problems()).isEmpty();
    }

    @Test
    void reads_each_form_of_an_address() {
        assertThat(Settings.of(with("redis", "rediss://[::1]:7000/3")).address())
                .satisfies(address -> {
                    assertThat(address.shown()).isEqualTo("rediss://[::1]:7000");
                    assertThat(address.isTls()).isTrue();
                    assertThat(address.database()).isEqualTo(3);
                });
        assertThat(Settings.of(with("redis", "redis://a:1,redis://b:2", "cluster", "true"))
                        .address()
                        .shown())
                .isEqualTo("redis://a:1,b:2");
        assertThat(Settings.of(with("redis", "redis://mymaster", "sentinels", "a, b:2"))
                        .address()
                        .shown())
                .isEqualTo("redis://mymaster of the sentinels a:26379,b:2");
    }

    @Test
    void refuses_what_is_no_address() {
        for (String wrong : List.of(
                "",
                "10.0.0.5",
                "http://a",
                "redis://",
                "redis://a:0",
                "redis://a:70000",
                "redis://a/b",
                "redis://a?b=c",
                "redis:// a")) {
            refuses("redis", "redis", wrong);
        }
        refuses("redis", "redis", "redis://user:hush@a");
        refuses("redis", "redis", "redis://a,redis://b");
        refuses("redis", "redis", "redis://a,rediss://b", "cluster", "true");
        refuses("redis", "redis", "redis://a/1", "cluster", "true");
        refuses("redis", "redis", "redis://a:1", "sentinels", "b");
        refuses("cluster", "sentinels", "b", "cluster", "true");
        refuses("sentinels", "redis", "redis://mymaster", "sentinels", "b:c");
    }

    @Test
    void refuses_files_that_are_not_as_they_must_be() {
        refuses("keyFile", "keyFile", "");
        refuses("keyFile", "keyFile", folder.resolve("none").toString());
        refuses("keyFile", "keyFile", folder.resolve("short").toString());
        refuses("keyFile", "keyFile", folder.resolve("password").toString());
        refuses("passwordFile", "passwordFile", folder.resolve("empty").toString());
        refuses("passwordFile", "user", "ann");
        refuses("sentinelPasswordFile", "sentinelUser", "ann");
        refuses("trustCertificates", "trustCertificates", folder.resolve("key").toString());
    }

    @Test
    void refuses_other_values() {
        refuses("keyPrefix", "keyPrefix", "a b");
        refuses("keyPrefix", "keyPrefix", "a".repeat(33));
        refuses("onSharedLost", "onSharedLost", "allow");
        refuses("timeoutMillis", "timeoutMillis", "0");
        refuses("revocationsMaxStaleSeconds", "revocationsMaxStaleSeconds", "-1");
    }

    @Test
    void shows_no_secret() {
        Settings settings = Settings.of(
                with("user", "ann", "passwordFile", folder.resolve("password").toString()));
        assertThat(settings.toString())
                .doesNotContain("hush", Base64.getEncoder().encodeToString(new byte[48]));
    }
}
