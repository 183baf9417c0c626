package io.stagedoor.auth.simple.internal;

import static io.stagedoor.auth.simple.internal.SimpleFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.simple.internal.login.HeapCheck;
import io.stagedoor.auth.simple.internal.login.Limits;
import io.stagedoor.auth.support.FakeBundleContext;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void defaults_are_those_that_are_promised() {
        Settings settings = settings();
        assertThat(settings.file()).isEqualTo(Path.of("/red5/conf/simple-auth-plugin.credentials"));
        assertThat(settings.limits())
                .isEqualTo(
                        new Limits(5, Duration.ofMinutes(15), Duration.ofMinutes(15), 100, Duration.ofDays(1), 20_000));
        assertThat(settings.hashes()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.memory()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void a_path_is_absolute_or_begins_at_the_servers_home() {
        assertThat(settings("credentialsFile", "/etc/users").file()).isEqualTo(Path.of("/etc/users"));
        assertThat(settings("credentialsFile", "webapps/live/WEB-INF/users").file())
                .isEqualTo(Path.of("/red5/webapps/live/WEB-INF/users"));
        FakeBundleContext bundle = new FakeBundleContext().with("stagedoor.home", "/srv/red5/stagedoor");
        assertThat(Home.of(bundle.context())).isEqualTo(Path.of("/srv/red5"));
        assertThat(Home.of(new FakeBundleContext().context())).isAbsolute();
    }

    @ParameterizedTest
    @CsvSource({
        "pollMillis,49",
        "throttleFailures,-1",
        "throttleWindowMinutes,0",
        "throttleHoldMinutes,0",
        "throttleAccountFailures,-1",
        "throttleAccountHoldMinutes,43201",
        "throttleEntries,99",
        "maxConcurrentHashes,257",
        "hashWaitMillis,-1",
        "rememberSeconds,3601",
        "rememberedLogins,0"
    })
    void a_number_out_of_range_is_told_by_name(String property, long value) {
        assertThatThrownBy(() -> settings(property, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(property + ": ")
                .hasMessageContaining(" to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\0b", "$[env:FILE]"})
    void a_path_that_is_none_is_told_by_name(String path) {
        assertThatThrownBy(() -> settings("credentialsFile", path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("credentialsFile: ");
    }

    @Test
    void blanks_do_not_count_and_what_is_misspelt_is_an_error() {
        assertThat(settings("throttleFailures", " 7 ").limits().failures()).isEqualTo(7);
        assertThatThrownBy(() -> settings("throttleFailure", 1))
                .hasMessageStartingWith("throttleFailure: is not known (did you mean throttleFailures?)");
        assertThatThrownBy(() -> settings("dataSource", "users"))
                .hasMessageStartingWith("dataSource: is not known (here it is called credentialsFile)");
    }

    @Test
    void hashes_must_fit_into_half_of_the_heap() {
        HeapCheck.require(64 << 20, 2, 256 << 20);
        assertThatThrownBy(() -> HeapCheck.require(65 << 20, 2, 256 << 20))
                .hasMessageContaining("65 MiB")
                .hasMessageContaining("256 MiB")
                .hasMessageContaining("maxConcurrentHashes");
    }
}
