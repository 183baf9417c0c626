package io.stagedoor.operations.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatesTest {

    private final Rates rates = new Rates();

    @Test
    void says_nothing_before_it_has_seen_anything() {
        assertThat(rates.perMinute(7)).isZero();
    }

    @Test
    void counts_since_the_first_sample_within_the_first_minute() {
        rates.sample(100);
        rates.sample(105);
        assertThat(rates.perMinute(112)).isEqualTo(12);
    }

    @Test
    void forgets_what_was_more_than_a_minute_ago() {
        for (int second = 0; second < 600; second++) {
            rates.sample(2L * second);
        }
        assertThat(rates.perMinute(2L * 600)).isBetween(118L, 122L);
    }
}
