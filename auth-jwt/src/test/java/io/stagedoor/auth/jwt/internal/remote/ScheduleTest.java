package io.stagedoor.auth.jwt.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    private final Schedule schedule = new Schedule(Duration.ofMinutes(60));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public, max-age=600|600",
                "Max-Age=\"600\"|600",
                "max-age=1|300",
                "max-age=0, must-revalidate|300",
                "no-store|300",
                "max-age=7200, no-cache|300",
                "max-age=999999999|3600",
                "max-age=99999999999999999999|3600",
                "s-maxage=600|3600",
                "max-age=-5|3600",
                "nonsense|3600",
                "|3600",
            })
    void what_the_provider_says_counts_within_bounds(String cacheControl, long seconds) {
        for (int i = 0; i < 100; i++) {
            isAbout(schedule.afterSuccess(Optional.ofNullable(cacheControl)), seconds);
        }
    }

    @Test
    void a_refresh_of_five_minutes_is_always_five_minutes() {
        isAbout(new Schedule(Duration.ofMinutes(5)).afterSuccess(Optional.of("max-age=86400")), 300);
    }

    @Test
    void retries_come_after_a_second_and_twice_as_long_each_time_up_to_five_minutes() {
        long[] seconds = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300};
        for (int i = 0; i < seconds.length; i++) {
            isAbout(schedule.afterFailure(i + 1, Duration.ZERO), seconds[i]);
        }
        isAbout(schedule.afterFailure(Integer.MAX_VALUE, Duration.ZERO), 300);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "90,90", "3600,3600", "999999999,3600"})
    void a_provider_may_ask_for_a_longer_pause_but_for_none_beyond_the_timers(long asked, long seconds) {
        isAbout(schedule.afterFailure(1, Duration.ofSeconds(asked)), seconds);
    }

    private static void isAbout(Duration time, long seconds) {
        assertThat(time).isBetween(Duration.ofMillis(seconds * 900), Duration.ofMillis(seconds * 1100));
    }
}
