package io.stagedoor.auth.roundtrip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.support.turn.Networks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LazyQueueTest {

    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> ran = new ArrayList<>();
    private final LazyQueue queue = new LazyQueue(threads::add, 10);

    private void ask(String address, String what) {
        queue.execute(Networks.key(address), () -> ran.add(what));
    }

    private void run() {
        while (!threads.isEmpty()) {
            threads.remove().run();
        }
    }

    @Test
    void networks_take_turns() {
        for (int i = 0; i < 4; i++) {
            ask("192.0.2.1", "a" + i);
        }
        ask("192.0.2.2", "b0");
        ask("192.0.2.2", "b1");
        run();
        assertThat(ran).containsExactly("a0", "b0", "a1", "b1", "a2", "a3");
    }

    @Test
    void one_network_does_not_fill_it() {
        for (int i = 0; i < 5; i++) {
            ask("192.0.2.1", "a" + i);
        }
        assertThatThrownBy(() -> ask("192.0.2.1", "a5")).isInstanceOf(RejectedExecutionException.class);
        ask("192.0.2.2", "b0");
        run();
        assertThat(ran).hasSize(6).contains("b0").doesNotContain("a5");
        ask("192.0.2.1", "a6");
        run();
        assertThat(ran).endsWith("a6");
    }

    @Test
    void what_no_thread_takes_does_not_stay() {
        boolean[] closed = {true};
        LazyQueue closing = new LazyQueue(
                task -> {
                    if (closed[0]) {
                        throw new RejectedExecutionException();
                    }
                    threads.add(task);
                },
                2);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> closing.execute(Networks.key("192.0.2.1"), () -> ran.add("never")))
                    .isInstanceOf(RejectedExecutionException.class);
        }
        closed[0] = false;
        closing.execute(Networks.key("192.0.2.1"), () -> ran.add("now"));
        run();
        assertThat(ran).containsExactly("now");
    }
}
