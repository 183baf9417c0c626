package io.stagedoor.cli.command;

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
        assertThatThrownBy(() -> ttl.convert(text)).hasMessage("invalid duration '" + text + "' (use 90s, 5m, 2h, 1d)");
    }

    @Test
    void none_at_all_is_a_duration_where_that_means_something() {
        TimeSpan.OrNone overlap = new TimeSpan.OrNone();

        assertThat(overlap.convert("0s")).isZero();
        assertThat(overlap.convert("0")).isZero();
        assertThat(overlap.convert("10m")).isEqualTo(Duration.ofMinutes(10));
        assertThatThrownBy(() -> overlap.convert("soon")).hasMessageContaining("invalid duration 'soon'");
    }
}
