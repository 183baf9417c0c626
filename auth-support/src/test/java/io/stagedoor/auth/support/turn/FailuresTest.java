package io.stagedoor.auth.support.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Failures failures = new Failures(nanos::get);

    @Test
    void a_network_is_over_after_so_many_until_its_window_ends() {
        for (int i = 0; i < Failures.MOST; i++) {
            assertThat(failures.isOver("192.0.2.1")).isFalse();
            failures.add("192.0.2.1");
        }

        assertThat(failures.isOver("192.0.2.1")).isTrue();
        assertThat(failures.isOver("192.0.2.2")).isFalse();
        nanos.addAndGet(Failures.WINDOW.toNanos());
        assertThat(failures.isOver("192.0.2.1")).isFalse();
    }

    @Test
    void networks_that_are_remembered_are_bounded() {
        for (int i = 0; i < Failures.NETWORKS + 10; i++) {
            failures.add("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
        }

        assertThat(failures.networks()).isEqualTo(Failures.NETWORKS);
    }
}
