package io.stagedoor.red5.plugin.ending;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.red5.hook.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EndsTest {

    private static final long NOON = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000;

    private final AtomicLong now = new AtomicLong(NOON);
    private final Ends ends = new Ends(now::get);
    private final List<One> over = new ArrayList<>();

    /** Something that ends. */
    private final class One extends Ending {
        private volatile long end;
        private boolean over;

        One(long end) {
            this.end = end;
        }

        void set(long other) {
            end = other;
            ends.look(this);
        }

        @Override
        protected long endsAt() {
            return end;
        }

        @Override
        protected void over() {
            over = true;
            EndsTest.this.over.add(this);
        }
    }

    private One ending(long end) {
        One one = new One(end);
        ends.look(one);
        return one;
    }

    private void at(long time) {
        now.set(time);
        ends.turn();
    }

    @Test
    void each_ends_at_its_time_and_once() {
        One first = ending(NOON + 1);
        One second = ending(NOON + 999);
        at(NOON);
        assertThat(over).isEmpty();
        at(NOON + 1);
        assertThat(over).containsExactly(first);
        at(NOON + 998);
        at(NOON + 1_000);
        at(NOON + 2_000);
        assertThat(over).containsExactly(first, second);
        assertThat(ends.size()).isZero();
    }

    @Test
    void what_lies_more_than_a_round_ahead_waits_for_its_round() {
        One late = ending(NOON + 30 * HOUR);
        for (long time = NOON; time < NOON + 30 * HOUR; time += HOUR / 4) {
            at(time);
        }
        assertThat(over).isEmpty();
        at(NOON + 30 * HOUR);
        assertThat(over).containsExactly(late);
    }

    @Test
    void what_should_have_ended_ends_with_the_next_turn() {
        at(NOON + HOUR);
        One past = ending(NOON);
        One negative = ending(-5);
        at(NOON + HOUR);
        assertThat(over).containsExactlyInAnyOrder(past, negative);
    }

    @Test
    void an_end_is_changed_and_taken_back() {
        One one = ending(NOON + 1_000);
        one.set(NOON + 5_000);
        One other = ending(NOON + 1_000);
        other.set(Verdict.NEVER);
        One gone = ending(NOON + 1_000);
        ends.forget(gone);
        ends.forget(gone);
        at(NOON + 4_999);
        assertThat(over).isEmpty();
        at(NOON + 5_000);
        assertThat(over).containsExactly(one);
        assertThat(ends.size()).isZero();
    }

    @Test
    void a_clock_that_jumps_ahead_is_seen_with_the_next_turn() {
        One soon = ending(NOON + 1_000);
        One late = ending(NOON + 48 * HOUR);
        One later = ending(NOON + 49 * HOUR);
        at(NOON + 48 * HOUR);
        assertThat(over).containsExactlyInAnyOrder(soon, late).doesNotContain(later);
    }

    @Test
    void a_clock_that_is_put_back_is_seen_with_the_next_turn() {
        One one = ending(NOON - 50_000); // in the past by the old clock, and to end at once
        One other = ending(NOON + 10_000);
        at(NOON - 100_000);
        assertThat(over).isEmpty();
        at(NOON - 50_000);
        assertThat(over).containsExactly(one);
        at(NOON + 10_000);
        assertThat(over).containsExactly(one, other);
    }

    /** The clock that was put back is put right again before the end: nobody stays longer than by the right clock. */
    @Test
    void a_clock_that_is_set_back_and_forth_prolongs_nothing() {
        One one = ending(NOON + 10_000);
        at(NOON + 9_999);
        at(NOON - HOUR);
        One meanwhile = ending(NOON + 5_000);
        at(NOON - HOUR + 10_000);
        assertThat(over).isEmpty();
        at(NOON + 10_000);
        assertThat(over).containsExactlyInAnyOrder(one, meanwhile);
    }

    /** Whatever the clock does: with the first turn that finds it at an end or after, and with none before. */
    @Test
    void each_ends_by_the_clock_as_it_is_however_often_it_is_set() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            over.clear();
            List<One> waiting = new ArrayList<>();
            for (int turn = 0; turn < 300; turn++) {
                for (int i = 0; i < 3; i++) {
                    waiting.add(ending(now.get() + random.nextInt(20_000_000) - 5_000_000));
                }
                long jump = switch (random.nextInt(4)) {
                    case 0 -> -random.nextInt(10_000_000);
                    case 1 -> random.nextInt(10_000_000);
                    default -> 100;
                };
                at(now.get() + jump);
                assertThat(waiting)
                        .as("seed " + seed)
                        .allSatisfy(one -> assertThat(one.over).isEqualTo(one.end <= now.get()));
                waiting.removeIf(one -> one.over);
            }
            waiting.forEach(ends::forget);
            assertThat(ends.size()).isZero();
        }
    }

    @Test
    void one_that_fails_keeps_no_other_from_ending() {
        One before = ending(NOON + 1);
        ends.look(new Ending() {
            @Override
            protected long endsAt() {
                return NOON + 1;
            }

            @Override
            protected void over() {
                throw new IllegalStateException("x");
            }
        });
        One after = ending(NOON + 1);
        at(NOON + 1);
        assertThat(over).containsExactlyInAnyOrder(before, after);
    }

    /** Against the plainest way to do it. */
    @Test
    void many_ends_that_change_all_the_time_end_as_they_say() {
        Random random = new Random(7);
        List<One> all = new ArrayList<>();
        long time = NOON;
        for (int i = 0; i < 3_000; i++) {
            time += random.nextInt(400) == 0 ? random.nextInt(40_000) - 20_000 : random.nextInt(50);
            at(time);
            long by = time;
            assertThat(all).allMatch(one -> one.over || one.end > by);
            all.add(ending(time + random.nextInt(30_000) + 1));
            One any = all.get(random.nextInt(all.size()));
            if (!any.over) {
                any.set(time + random.nextInt(60_000) + 1);
            }
        }
        at(time + 100_000);
        assertThat(over).hasSize(all.size()).doesNotHaveDuplicates();
    }
}
