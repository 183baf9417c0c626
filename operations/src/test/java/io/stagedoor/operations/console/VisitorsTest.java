package io.stagedoor.operations.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VisitorsTest {

    private static final Instant NOW = Instant.parse("2026-11-29T21:00:00Z");

    /** Just before it overflows, as the clock of a machine may be. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(1).toNanos());

    private final Visitors visitors = new Visitors(nanos::get, () -> NOW);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private String enters(String by) {
        return visitors.enter(visitors.code(by)).orElseThrow().token();
    }

    @Test
    void a_code_works_once_and_is_no_token() {
        String code = visitors.code("ann");
        assertThat(code).matches("[A-Za-z0-9_-]{43}");
        assertThat(visitors.find(code)).isEmpty();
        Visitors.Entered entered = visitors.enter(code).orElseThrow();
        assertThat(entered.visitor().by()).isEqualTo("ann");
        assertThat(entered.visitor().until()).isEqualTo(NOW.plus(Visitors.LONGEST));
        assertThat(entered.toString()).doesNotContain(entered.token());
        assertThat(visitors.enter(code)).isEmpty();
        assertThat(visitors.enter(entered.token())).isEmpty();
        assertThat(visitors.find(entered.token())).containsSame(entered.visitor());
    }

    @Test
    void a_code_is_good_for_a_minute() {
        String inTime = visitors.code("ann");
        String late = visitors.code("ann");
        pass(Visitors.CODE.minusNanos(1));
        assertThat(visitors.enter(inTime)).isPresent();
        pass(Duration.ofNanos(1));
        assertThat(visitors.enter(late)).isEmpty();
    }

    @Test
    void codes_and_tokens_are_never_the_same() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(seen.add(visitors.code("ann"))).isTrue();
        }
    }

    @Test
    void a_token_ends_when_it_is_not_used() {
        String token = enters("ann");
        for (int i = 0; i < 5; i++) {
            pass(Visitors.IDLE.minusNanos(1));
            assertThat(visitors.find(token)).isPresent();
        }
        pass(Visitors.IDLE);
        assertThat(visitors.find(token)).isEmpty();
        assertThat(visitors.isEmpty()).isTrue();
    }

    @Test
    void a_token_ends_however_often_it_is_used() {
        String token = enters("ann");
        long parts = Visitors.LONGEST.dividedBy(Duration.ofMinutes(20));
        for (int i = 1; i < parts; i++) {
            pass(Duration.ofMinutes(20));
            assertThat(visitors.find(token)).isPresent();
        }
        pass(Duration.ofMinutes(20));
        assertThat(visitors.find(token)).isEmpty();
    }

    @Test
    void whoever_leaves_is_out_and_others_stay() {
        String ann = enters("ann");
        String bob = enters("bob");
        visitors.leave(visitors.find(ann).orElseThrow());
        assertThat(visitors.find(ann)).isEmpty();
        assertThat(visitors.find(bob)).isPresent();
        visitors.clear();
        assertThat(visitors.find(bob)).isEmpty();
    }

    @Test
    void one_too_many_ends_what_was_unused_for_the_longest_time() {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < Visitors.MOST; i++) {
            tokens.add(enters("ann"));
            pass(Duration.ofSeconds(1));
        }
        assertThat(visitors.find(tokens.get(0))).isPresent();
        String last = enters("bob");
        assertThat(visitors.find(tokens.get(1))).isEmpty();
        assertThat(visitors.find(tokens.get(0))).isPresent();
        assertThat(visitors.find(last)).isPresent();

        String first = visitors.code("ann");
        for (int i = 0; i < Visitors.MOST; i++) {
            visitors.code("ann");
        }
        assertThat(visitors.enter(first)).isEmpty();
    }
}
