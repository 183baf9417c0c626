package io.stagedoor.auth.simple.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.simple.internal.FakeTime;
import io.stagedoor.auth.support.turn.Networks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final Duration MINUTES_15 = Duration.ofMinutes(15);

    private final FakeTime time = new FakeTime();
    private final KeyedDigest digest = new KeyedDigest();
    private final Throttle throttle = throttle(20_000);

    @Test
    void five_failures_within_the_window_hold_the_pair_for_its_time() {
        fail("bob", "192.0.2.1", 4);
        assertThat(held("bob", "192.0.2.1")).isFalse();
        fail("bob", "192.0.2.1", 1);
        assertThat(held("bob", "192.0.2.1")).isTrue();
        assertThat(held("bob", "192.0.2.2")).as("no other address").isFalse();
        assertThat(held("amy", "192.0.2.1")).as("no other account").isFalse();
        time.pass(MINUTES_15.minusNanos(1));
        assertThat(held("bob", "192.0.2.1")).isTrue();
        time.pass(Duration.ofNanos(1));
        assertThat(held("bob", "192.0.2.1")).isFalse();
        fail("bob", "192.0.2.1", 4);
        assertThat(held("bob", "192.0.2.1")).as("it begins anew").isFalse();
    }

    @Test
    void counts_what_is_held_now() {
        assertThat(throttle.held(account -> true)).isZero();
        fail("bob", "192.0.2.1", 5);
        fail("amy", "192.0.2.1", 4);
        assertThat(throttle.held(account -> true)).isEqualTo(1);
        fail("amy", "192.0.2.1", 1);
        assertThat(throttle.held(account -> true)).isEqualTo(2);
        assertThat(throttle.held(account -> false))
                .as("of accounts that are there")
                .isZero();
        time.pass(MINUTES_15);
        assertThat(throttle.held(account -> true)).isZero();
    }

    @Test
    void a_held_pair_is_not_held_longer_by_trying_on() {
        fail("bob", "192.0.2.1", 5);
        time.pass(Duration.ofMinutes(10));
        for (int i = 0; i < 10; i++) {
            assertThat(throttle.begin(attempt("bob", "192.0.2.1"))).isFalse();
            assertThat(throttle.answer(attempt("bob", "192.0.2.1"), true)).isFalse();
        }
        time.pass(Duration.ofMinutes(5));
        assertThat(held("bob", "192.0.2.1")).isFalse();
    }

    @Test
    void failures_that_lie_further_apart_do_not_add_up() {
        for (int i = 0; i < 50; i++) {
            fail("bob", "192.0.2.1", 1);
            time.pass(Duration.ofMinutes(4));
            assertThat(held("bob", "192.0.2.1")).isFalse();
        }
    }

    @Test
    void a_success_forgets_the_failures() {
        for (int i = 0; i < 10; i++) {
            fail("bob", "192.0.2.1", 4);
            assertThat(throttle.answer(attempt("bob", "192.0.2.1"), true)).isTrue();
        }
        assertThat(held("bob", "192.0.2.1")).isFalse();
    }

    @Test
    void ipv6_addresses_of_one_network_are_one() {
        fail("bob", "2001:db8:1:2::1", 2);
        fail("bob", "2001:db8:1:2:ffff::9%eth0", 3);
        assertThat(held("bob", "2001:db8:1:2:abcd::")).isTrue();
        assertThat(held("bob", "2001:db8:1:3::1")).isFalse();
        fail("bob", "::ffff:192.0.2.1", 5);
        assertThat(held("bob", "192.0.2.1")).isTrue();
        assertThat(held("bob", "192.0.2.2")).isFalse();
    }

    @Test
    void what_is_no_address_is_a_network_of_its_own_and_never_looked_up() {
        for (String odd : List.of("", "unknown", "host.example", ":", "a:b", "[::1]", "1:2:3:4:5:6:7:8:9", "\ud800:")) {
            fail("bob", odd, 5);
            assertThat(held("bob", odd)).as(odd).isTrue();
        }
        assertThat(held("bob", "other.example")).isFalse();
    }

    @Test
    void a_hundred_failures_over_all_addresses_hold_the_account_for_new_addresses() {
        assertThat(throttle.answer(attempt("bob", "192.0.2.1"), true)).isTrue();
        for (int i = 0; i < 99; i++) {
            fail("bob", "198.51.100." + i, 1);
        }
        assertThat(held("bob", "203.0.113.1")).isFalse();
        fail("bob", "198.51.100.99", 1);
        assertThat(held("bob", "203.0.113.1")).isTrue();
        assertThat(throttle.begin(attempt("bob", "203.0.113.1"))).isFalse();
        assertThat(throttle.answer(attempt("bob", "203.0.113.1"), true)).isFalse();
        assertThat(held("amy", "203.0.113.1")).isFalse();
        assertThat(held("bob", "192.0.2.1")).as("used from there before").isFalse();
        assertThat(throttle.begin(attempt("bob", "192.0.2.1"))).isTrue();
        throttle.ended(attempt("bob", "192.0.2.1"), true);
        assertThat(held("bob", "203.0.113.1")).as("reset by success").isFalse();
    }

    @Test
    void says_what_an_attempt_is_held_for_and_how_long_yet() {
        assertThat(throttle.hold(attempt("bob", "192.0.2.1"))).isEmpty();
        for (int i = 0; i < 100; i++) {
            fail("bob", "198.51.100." + i, 1);
        }
        time.pass(Duration.ofHours(1));
        assertThat(throttle.hold(attempt("bob", "192.0.2.1"))).contains(new Throttle.Hold(true, Duration.ofHours(23)));
        fail("amy", "192.0.2.1", 5);
        time.pass(Duration.ofMinutes(5));
        assertThat(throttle.hold(attempt("amy", "192.0.2.1")))
                .contains(new Throttle.Hold(false, Duration.ofMinutes(10)));
    }

    @Test
    void a_held_account_is_free_again_after_its_time() {
        for (int i = 0; i < 100; i++) {
            fail("bob", "198.51.100." + i, 1);
        }
        time.pass(Duration.ofHours(24).minusNanos(1));
        assertThat(held("bob", "203.0.113.1")).isTrue();
        time.pass(Duration.ofNanos(1));
        assertThat(held("bob", "203.0.113.1")).isFalse();
    }

    @Test
    void guesses_at_once_are_no_more_than_guesses_one_by_one() throws Exception {
        int threads = 32;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Boolean>> begun = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Callable<Boolean> guess = () -> {
                    start.await();
                    return throttle.begin(attempt("bob", "192.0.2.1"));
                };
                begun.add(pool.submit(guess));
            }
            start.countDown();
            int count = 0;
            for (Future<Boolean> one : begun) {
                count += one.get(20, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(count).isEqualTo(5);
        } finally {
            pool.shutdownNow();
        }
        for (int i = 0; i < 5; i++) {
            throttle.abandoned(attempt("bob", "192.0.2.1"));
        }
        assertThat(throttle.begin(attempt("bob", "192.0.2.1"))).isTrue();
        throttle.abandoned(attempt("bob", "192.0.2.1"));
        assertThat(throttle.size()).as("nothing is left of it").isZero();
    }

    @Test
    void zero_switches_it_off() {
        Throttle off = new Throttle(new Limits(0, MINUTES_15, MINUTES_15, 0, Duration.ofDays(1), 1000), time);
        for (int i = 0; i < 500; i++) {
            assertThat(off.begin(attempt("bob", "192.0.2.1"))).isTrue();
            off.ended(attempt("bob", "192.0.2.1"), false);
        }
        assertThat(off.holds(attempt("bob", "192.0.2.1"))).isFalse();
        assertThat(off.holds(attempt("bob", "192.0.2.2"))).isFalse();
    }

    @Test
    void what_it_remembers_is_bounded() {
        Throttle small = throttle(1000);
        for (int i = 0; i < 50_000; i++) {
            small.answer(attempt("user" + i, "192.0.2.1"), false);
            small.answer(attempt("bob", "address" + i), i % 50 == 0);
        }
        assertThat(small.size()).isLessThanOrEqualTo(3000);
        time.pass(Duration.ofDays(31));
        assertThat(small.size()).isZero();
    }

    private Throttle throttle(int entries) {
        return new Throttle(new Limits(5, MINUTES_15, MINUTES_15, 100, Duration.ofDays(1), entries), time);
    }

    private void fail(String account, String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(throttle.begin(attempt(account, address))).isTrue();
            throttle.ended(attempt(account, address), false);
        }
    }

    private boolean held(String account, String address) {
        return throttle.holds(attempt(account, address));
    }

    private Throttle.Attempt attempt(String account, String address) {
        KeyedDigest.Key key = digest.of(KeyedDigest.bytes(account));
        return new Throttle.Attempt(digest.of(key.bytes(), Networks.of(address)), key);
    }
}
