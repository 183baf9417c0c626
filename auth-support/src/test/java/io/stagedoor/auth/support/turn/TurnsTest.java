package io.stagedoor.auth.support.turn;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    @Test
    void a_network_that_is_alone_gets_all_turns() throws Exception {
        Turns turns = new Turns(3, 10);
        for (int i = 0; i < 3; i++) {
            assertThat(turns.take("a", Duration.ZERO)).isTrue();
        }
        assertThat(turns.take("a", Duration.ZERO)).isFalse();
        turns.give("a");
        assertThat(turns.take("b", Duration.ZERO)).isTrue();
    }

    @Test
    void networks_take_turns_however_many_of_one_wait() throws Exception {
        Turns turns = new Turns(1, 100);
        assertThat(turns.take("a", LONG)).isTrue();
        wait(turns, "a", 3);
        wait(turns, "b", 2);
        wait(turns, "c", 1);
        turns.give("a");
        eventually("all had a turn", () -> served.size() == 6);
        assertThat(served).startsWith("a", "b", "c").endsWith("a");
        eventually("nothing is kept", () -> turns.size() == 0);
    }

    @Test
    void who_has_the_fewest_turns_gets_the_next() throws Exception {
        Turns turns = new Turns(2, 100);
        assertThat(turns.take("a", LONG)).isTrue();
        assertThat(turns.take("a", LONG)).isTrue();
        wait(turns, "a", 1);
        wait(turns, "b", 1);
        turns.give("a");
        eventually("both had a turn", () -> served.size() == 2);
        assertThat(served).containsExactly("b", "a");
    }

    @Test
    void who_gives_up_keeps_nobody_waiting_and_leaves_nothing() throws Exception {
        Turns turns = new Turns(1, 100);
        assertThat(turns.take("a", LONG)).isTrue();
        assertThat(turns.take("b", Duration.ofMillis(1))).isFalse();
        Future<?> interrupted = wait(turns, "c", 1);
        interrupted.cancel(true);
        eventually("the interrupted one has left", () -> turns.size() == 1);
        turns.give("a");
        assertThat(turns.size()).isZero();
        assertThat(turns.take("d", Duration.ZERO)).isTrue();
    }

    @Test
    void who_goes_first_waits_for_one_turn_and_for_nobody_who_waits() throws Exception {
        Turns turns = new Turns(1, 3);
        assertThat(turns.take("a", LONG)).isTrue();
        wait(turns, "b", 2);
        wait(turns, "c", 1);
        Future<Boolean> ahead = pool.submit(() -> {
            boolean had = turns.takeFirst("a", LONG);
            served.add("first");
            turns.give("a");
            return had;
        });
        eventually("it waits", () -> turns.waiting() == 4);
        turns.give("a");
        assertThat(ahead.get(20, TimeUnit.SECONDS)).isTrue();
        eventually("all had a turn", () -> served.size() == 4);
        assertThat(served).startsWith("first", "b", "c");
        eventually("nothing is kept", () -> turns.size() == 0);
        assertThat(turns.take("a", LONG)).isTrue();
        assertThat(turns.takeFirst("b", Duration.ofMillis(1))).isFalse();
        turns.give("a");
        assertThat(turns.size()).isZero();
    }

    @Test
    void when_too_many_wait_the_last_of_the_longest_queue_has_to_go() throws Exception {
        Turns turns = new Turns(1, 3);
        assertThat(turns.take("a", LONG)).isTrue();
        Future<?> first = wait(turns, "a", 1);
        Future<?> second = wait(turns, "a", 1);
        Future<?> last = wait(turns, "a", 1);
        Future<?> other = wait(turns, "b", 1, 3);
        assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(false);
        turns.give("a");
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(true);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(true);
        assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(true);
        assertThat(served).containsExactlyInAnyOrder("a", "a", "b");
    }

    private Future<?> wait(Turns turns, String network, int count) {
        return wait(turns, network, count, Integer.MAX_VALUE);
    }

    /** Lets so many of a network wait, and returns when they do. */
    private Future<?> wait(Turns turns, String network, int count, int mostInAll) {
        Future<?> last = null;
        for (int i = 0; i < count; i++) {
            int before = turns.waiting();
            last = pool.submit(() -> {
                boolean had = turns.take(network, LONG);
                if (had) {
                    served.add(network);
                    turns.give(network);
                }
                return had;
            });
            eventually("it waits", () -> turns.waiting() >= Math.min(before + 1, mostInAll) && turns.waits(network));
        }
        return last;
    }
}
