package io.stagedoor.auth.support;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Duration SHORT = Duration.ofMillis(2);

    @Test
    void tells_of_changes_only() {
        List<Integer> told = new CopyOnWriteArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        Watch watch = Watch.of("watch-test", SHORT, () -> asked.getAndIncrement() / 10, 0, told::add);
        try {
            eventually("three changes", () -> told.size() >= 3);
        } finally {
            watch.close();
        }
        assertThat(told.subList(0, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void goes_on_when_the_source_or_the_listener_throws() {
        List<Integer> told = new CopyOnWriteArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger thrown = new AtomicInteger();
        Watch watch = Watch.of("watch-test", SHORT, () -> once(asked, 7), 0, number -> {
            once(thrown, number);
            told.add(number);
        });
        try {
            eventually("told again", () -> told.contains(7));
        } finally {
            watch.close();
        }
    }

    @Test
    void leaves_no_thread() {
        Watch watch = Watch.of("watch-that-ends", SHORT, () -> 1, 1, ignored -> {});
        eventually("a thread", () -> threads() == 1);
        watch.close();
        eventually("no thread", () -> threads() == 0);
    }

    @Test
    void believes_what_is_said_twice() {
        Iterator<String> says = List.of("b", "c", "c", "a", "b", "b").iterator();
        Settled<String> settled = new Settled<>(says::next, "a");
        assertThat(List.of(settled.get(), settled.get(), settled.get(), settled.get(), settled.get(), settled.get()))
                .containsExactly("a", "a", "c", "c", "c", "b");
    }

    private static int once(AtomicInteger calls, int answer) {
        if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException("the first time");
        }
        return answer;
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("watch-that-ends"))
                .count();
    }
}
