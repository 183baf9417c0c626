package io.stagedoor.auth.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void reads_seconds_and_dates() {
        assertThat(RetryAfter.of("0", NOW)).contains(Duration.ZERO);
        assertThat(RetryAfter.of(" 120 ", NOW)).contains(Duration.ofSeconds(120));
        assertThat(RetryAfter.of("Sat, 28 Nov 2026 12:00:05 GMT", NOW)).contains(Duration.ofSeconds(5));
        assertThat(RetryAfter.of("Sat, 28 Nov 2026 11:00:00 GMT", NOW)).contains(Duration.ZERO);
    }

    @Test
    void anything_else_says_nothing() {
        for (String text : new String[] {"", "-1", "1.5", "1e3", "soon", "9999999999", "\u0661", "Sat, 28 Nov"}) {
            assertThat(RetryAfter.of(text, NOW)).as(text).isEmpty();
        }
    }
}
