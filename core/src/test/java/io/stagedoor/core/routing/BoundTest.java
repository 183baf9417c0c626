package io.stagedoor.core.routing;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundTest {

    private static final Decision ALLOW = new Decision.Allow(Grant.everything("bob"));
    private static final Authenticator ALLOWS = request -> ALLOW;
    private static final Function<Authenticator, Decision> QUESTION = authenticator -> authenticator.authenticate(null);
    private static final String ADDRESS = "192.0.2.1";
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final IntSupplier ALL = () -> Integer.MAX_VALUE;
    private static final Duration SHORT = Duration.ofMillis(5);

    private final CountDownLatch hanging = new CountDownLatch(1);

    @AfterEach
    void free() {
        hanging.countDown();
    }

    private static Bound bound(String name, Authenticator authenticator) {
        return new Bound(new Bound.Named(name, "", ""), authenticator, 17, false, true);
    }

    /** Not even an interrupt brings it to an end. */
    private Bound hangs(String name, AtomicInteger asked) {
        return bound(name, request -> {
            asked.incrementAndGet();
            while (true) {
                try {
                    hanging.await();
                    return ALLOW;
                } catch (InterruptedException e) {
                    continue;
                }
            }
        });
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("stagedoor-" + name + "-"))
                .count();
    }

    @Test
    void a_local_one_is_asked_on_the_caller_s_thread_and_any_other_is_not() throws Exception {
        List<Thread> on = new ArrayList<>();
        Authenticator notes = request -> {
            on.add(Thread.currentThread());
            return ALLOW;
        };
        assertThat(new Bound(new Bound.Named("here", "", ""), notes, 1, true, true)
                        .ask(QUESTION, ADDRESS, () -> LONG, ALL, true))
                .isEqualTo(ALLOW);
        Bound elsewhere = bound("elsewhere", notes);
        assertThat(elsewhere.ask(QUESTION, ADDRESS, () -> LONG, ALL, true)).isEqualTo(ALLOW);
        assertThat(on.get(0)).isSameAs(Thread.currentThread());
        assertThat(on.get(1).getName()).isEqualTo("stagedoor-elsewhere-1");
        elsewhere.close();
    }

    @Test
    void one_that_hangs_keeps_its_caller_until_the_deadline_and_nobody_else() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Bound hangs = hangs("hangs", asked);
        assertThat(hangs.ask(QUESTION, ADDRESS, () -> SHORT, ALL, true))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("in time"));
        Bound other = bound("other", ALLOWS);
        assertThat(other.ask(QUESTION, ADDRESS, () -> LONG, ALL, true)).isEqualTo(ALLOW);
        hangs.close();
        other.close();
    }

    @Test
    void one_that_hangs_has_so_many_threads_and_no_more_and_recovers() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Bound hangs = hangs("bounded", asked);
        // One whose time was up before it began hangs on nothing: until so many have begun.
        eventually(() -> {
            assertThat(refused(hangs)).isTrue();
            return asked.get() == Bound.MAX_IN_FLIGHT;
        });
        assertThat(hangs.ask(QUESTION, ADDRESS, () -> SHORT, ALL, true))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("64 clients already wait"));
        assertThat(threads("bounded")).isEqualTo(Bound.MAX_IN_FLIGHT);
        hanging.countDown();
        assertThat(hangs.ask(QUESTION, ADDRESS, () -> LONG, ALL, true)).isEqualTo(ALLOW);
        hangs.close();
        eventually(() -> threads("bounded") == 0);
    }

    private static boolean refused(Bound bound) {
        try {
            return bound.ask(QUESTION, ADDRESS, () -> SHORT, ALL, true) instanceof Decision.Unavailable;
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As on a machine that is so busy that a thread which has given its permit back does not run for more than a second. */
    @Test
    void a_thread_that_is_slow_to_take_the_next_question_is_waited_for() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        Lane lane = new Lane("slow", 2, 1);
        FutureTask<Decision> first = asked(lane, busy, Duration.ofMinutes(1));
        FutureTask<Decision> next = new FutureTask<>(() -> lane.ask(() -> ALLOW, ADDRESS, Duration.ofMinutes(1)));
        Thread calling = new Thread(next);
        calling.start();
        eventually(() -> calling.getState() == Thread.State.TIMED_WAITING);
        long since = System.nanoTime();
        eventually(() -> next.isDone() || System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(1500));
        busy.countDown();
        assertThat(next.get()).isEqualTo(ALLOW);
        assertThat(first.get()).isEqualTo(ALLOW);
        lane.close();
    }

    @Test
    void a_caller_waits_for_a_thread_until_its_deadline_and_no_longer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Lane lane = new Lane("slow", 2, 1);
        asked(lane, never, Duration.ofMinutes(1));
        assertThat(lane.ask(() -> ALLOW, ADDRESS, SHORT))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("no thread was free in time"));
        never.countDown();
        lane.close();
    }

    /** A question that keeps a thread busy; it is on the thread when this returns. */
    private static FutureTask<Decision> asked(Lane lane, CountDownLatch until, Duration time) {
        CountDownLatch running = new CountDownLatch(1);
        FutureTask<Decision> question = new FutureTask<>(() -> lane.ask(
                () -> {
                    running.countDown();
                    until.await();
                    return ALLOW;
                },
                ADDRESS,
                time));
        new Thread(question).start();
        eventually(() -> running.getCount() == 0);
        return question;
    }

    @Test
    void a_deadline_that_has_passed_costs_no_place() throws Exception {
        Bound bound = bound("passed", ALLOWS);
        for (int i = 0; i < 4 * Bound.MAX_IN_FLIGHT; i++) {
            bound.ask(QUESTION, ADDRESS, () -> Duration.ZERO, ALL, true);
        }
        assertThat(bound.ask(QUESTION, ADDRESS, () -> LONG, ALL, true)).isEqualTo(ALLOW);
        bound.close();
    }

    @Test
    void many_callers_at_once_are_all_answered() throws Exception {
        Bound bound = bound("busy", ALLOWS);
        AtomicInteger allowed = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 3 * Bound.MAX_IN_FLIGHT; i++) {
            callers.add(new Thread(() -> {
                for (int n = 0; n < 50; n++) {
                    try {
                        if (bound.ask(QUESTION, ADDRESS, () -> LONG, ALL, true).equals(ALLOW)) {
                            allowed.incrementAndGet();
                        }
                    } catch (ExecutionException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(allowed).hasValue(150 * Bound.MAX_IN_FLIGHT);
        bound.close();
    }

    @Test
    void what_was_asked_before_it_closed_is_answered_and_nothing_later_is_asked() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Bound[] self = new Bound[1];
        self[0] = bound("closing", request -> {
            self[0].close();
            asked.countDown();
            return ALLOW;
        });
        assertThat(self[0].ask(QUESTION, ADDRESS, () -> LONG, ALL, true)).isEqualTo(ALLOW);
        assertThatThrownBy(() -> self[0].ask(QUESTION, ADDRESS, () -> LONG, ALL, true))
                .isInstanceOf(RejectedExecutionException.class);
        eventually(() -> threads("closing") == 0);
    }

    @Test
    void what_it_throws_is_handed_on_as_a_cause() {
        Authenticator broken = request -> {
            throw new NoClassDefFoundError("x");
        };
        for (boolean local : List.of(true, false)) {
            Bound bound = new Bound(new Bound.Named("broken", "", ""), broken, 1, local, true);
            assertThatThrownBy(() -> bound.ask(QUESTION, ADDRESS, () -> LONG, ALL, true))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
            bound.close();
        }
    }

    /** While it hangs, and not for longer; and callers that have threads of their own are not counted. */
    @Test
    void keeps_no_more_shared_threads_than_it_may() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Bound hangs = hangs("shared", asked);
        IntSupplier two = () -> 2;
        ExecutorService callers = Executors.newCachedThreadPool();
        List<Future<Decision>> waiting = new ArrayList<>();
        waiting.add(callers.submit(() -> hangs.ask(QUESTION, ADDRESS, () -> LONG, ALL, true)));
        waiting.add(callers.submit(() -> hangs.ask(QUESTION, ADDRESS, () -> LONG, two, true)));
        eventually(() -> asked.get() == 2);
        assertThat(hangs.ask(QUESTION, ADDRESS, () -> LONG, two, true))
                .as("half for one network")
                .isInstanceOf(Decision.Unavailable.class);
        waiting.add(callers.submit(() -> hangs.ask(QUESTION, "192.0.2.2", () -> LONG, two, true)));
        eventually(() -> asked.get() == 3);
        assertThat(hangs.ask(QUESTION, "192.0.2.3", () -> LONG, two, true))
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("(2 in all, "));
        hanging.countDown();
        for (Future<Decision> one : waiting) {
            assertThat(one.get()).isEqualTo(ALLOW);
        }
        assertThat(hangs.ask(QUESTION, ADDRESS, () -> LONG, two, true)).isEqualTo(ALLOW);
        callers.shutdown();
        hangs.close();
    }

    /** One network has all threads, and more of it wait: the next thread is for somebody else. */
    @Test
    void one_network_does_not_keep_the_others_from_being_asked_about() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch first = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        Bound slow = bound("slow", request -> {
            order.add(request.remoteAddress());
            try {
                (asked.incrementAndGet() == 1 ? first : hanging).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ALLOW;
        });
        ExecutorService callers = Executors.newCachedThreadPool();
        List<Future<Decision>> waiting = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            waiting.add(callers.submit(() -> slow.ask(from(ADDRESS), ADDRESS, () -> LONG, ALL, true)));
        }
        eventually(() -> asked.get() == Bound.MAX_IN_FLIGHT);
        String other = "192.0.2.2";
        AtomicReference<Thread> late = new AtomicReference<>();
        waiting.add(callers.submit(() -> {
            late.set(Thread.currentThread());
            return slow.ask(from(other), other, () -> LONG, ALL, true);
        }));
        eventually(() -> late.get() != null && late.get().getState() == Thread.State.TIMED_WAITING);
        first.countDown();
        eventually(() -> asked.get() > Bound.MAX_IN_FLIGHT);
        hanging.countDown();
        for (Future<Decision> one : waiting) {
            assertThat(one.get()).isEqualTo(ALLOW);
        }
        assertThat(order.indexOf(other)).isLessThan(Bound.MAX_IN_FLIGHT + 2);
        callers.shutdown();
        slow.close();
    }

    private static Function<Authenticator, Decision> from(String address) {
        ConnectRequest request = ConnectRequest.builder(
                        "c", Protocol.RTMP, new StreamPath("live", "", ""), Instant.now())
                .remoteAddress(address)
                .build();
        return authenticator -> authenticator.authenticate(request);
    }

    @Test
    void says_by_which_settings_it_decides() {
        Authenticator counts = new Authenticator() {
            private int generation;

            @Override
            public Decision authenticate(io.stagedoor.auth.ConnectRequest request) {
                return ALLOW;
            }

            @Override
            public long generation() {
                if (++generation > 1) {
                    throw new AssertionError("an error of any kind");
                }
                return 41;
            }
        };
        Bound bound = bound("counts", counts);
        assertThat(bound.settings()).isEqualTo("17.41");
        assertThat(bound.settings()).isEqualTo("17.?");
    }
}
