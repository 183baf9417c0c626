package io.stagedoor.auth.roundtrip.internal.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.turn.Networks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private final AtomicLong nanos = new AtomicLong(7);
    private final Silence silence = new Silence(nanos::get);

    private boolean from(String address) {
        return silence.goesOn(Networks.key(address));
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void one_network_may_send_what_has_no_answer_as_often_as_it_likes() {
        for (int i = 0; i < 1000; i++) {
            later(Duration.ofSeconds(1));
            assertThat(from("2001:db8:0:1::" + Integer.toHexString(i))).isFalse();
        }
    }

    @Test
    void ten_networks_and_ten_seconds_are_an_outage() {
        for (int i = 0; i < 10; i++) {
            assertThat(from("192.0.2." + i)).isFalse();
        }
        later(Duration.ofMillis(9_999));
        assertThat(from("192.0.2.1")).isFalse();
        later(Duration.ofMillis(1));
        assertThat(from("192.0.2.1")).isTrue();
        assertThat(from("192.0.2.1")).as("it counts anew").isFalse();
    }

    @Test
    void nine_are_none() {
        for (int i = 0; i < 100; i++) {
            later(Duration.ofSeconds(10));
            assertThat(from("192.0.2." + i % 9)).isFalse();
        }
        assertThat(from("192.0.2.9")).isTrue();
    }

    @Test
    void an_answer_to_anybody_ends_it() {
        for (int i = 0; i < 50; i++) {
            assertThat(from("192.0.2." + i)).isFalse();
        }
        later(Duration.ofSeconds(10));
        silence.ends();
        for (int i = 0; i < 50; i++) {
            assertThat(from("192.0.2." + i)).isFalse();
        }
    }
}
