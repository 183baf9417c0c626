package io.stagedoor.operations.metric;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotsTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger taken = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Snapshots<Integer> snapshots(CountDownLatch until, long patienceMillis) {
        return new Snapshots<>(
                () -> {
                    int number = taken.incrementAndGet();
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return number;
                },
                500,
                patienceMillis,
                now::get);
    }

    @Test
    void all_who_come_within_a_moment_get_the_same() throws Exception {
        Snapshots<Integer> snapshots = snapshots(new CountDownLatch(0), 1);
        assertThat(snapshots.get()).contains(1);
        now.set(TimeUnit.MILLISECONDS.toNanos(499));
        assertThat(snapshots.get()).contains(1);
        now.set(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(snapshots.get()).contains(2);
    }

    @Test
    void all_who_come_while_one_is_taken_wait_for_it() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Snapshots<Integer> snapshots = snapshots(until, 50_000);
        List<Future<Optional<Integer>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(threads.submit(snapshots::get));
        }
        eventually(() -> taken.get() == 1);
        until.countDown();
        for (Future<Optional<Integer>> answer : answers) {
            assertThat(answer.get()).contains(1);
        }
        assertThat(taken).hasValue(1);
    }

    @Test
    void nobody_waits_for_ever() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Snapshots<Integer> snapshots = snapshots(until, 1);
        Future<Optional<Integer>> first = threads.submit(snapshots::get);
        eventually(() -> taken.get() == 1);
        assertThat(snapshots.get()).isEmpty();
        until.countDown();
        assertThat(first.get()).contains(1);
        assertThat(snapshots.get()).contains(1);
    }

    @Test
    void one_that_fails_is_taken_anew() throws Exception {
        Snapshots<Integer> snapshots = new Snapshots<>(
                () -> {
                    if (taken.incrementAndGet() == 1) {
                        throw new IllegalStateException("not now");
                    }
                    return taken.get();
                },
                500,
                1,
                now::get);
        assertThatThrownBy(snapshots::get).isInstanceOf(IllegalStateException.class);
        assertThat(snapshots.get()).contains(2);
    }
}
