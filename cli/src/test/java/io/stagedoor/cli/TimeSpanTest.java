package io.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {

    private final TimeSpan ttl = new TimeSpan();

    @Test
    void reads_seconds_minutes_hours_and_days() {
        assertThat(ttl.convert("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(ttl.convert("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(ttl.convert("2h")).isEqualTo(Duration.ofHours(2));
        assertThat(ttl.convert("1d")).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "0m", "-5m", "5M", "1.5h", "5 m", "5m3s", "9999999999s"})
    void refuses_everything_else(String text) {
        assertThatThrownBy(() -> ttl.convert(text)).hasMessageContaining("write 90s, 5m, 2h or 1d");
    }
}
