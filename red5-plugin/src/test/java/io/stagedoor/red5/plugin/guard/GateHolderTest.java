package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.Eventually;
import io.stagedoor.host.Outage;
import io.stagedoor.red5.hook.Attempt;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GateHolderTest {

    private final AtomicLong time = new AtomicLong();
    private final GateHolder holder = new GateHolder(Outage.atStart(), time::get);
    private final ExecutorService clients = Executors.newCachedThreadPool();

    GateHolderTest() {
        holder.grace(Duration.ofHours(1));
    }

    @AfterEach
    void stop() {
        holder.close();
        clients.shutdownNow();
    }

    private static Gate allowing() {
        return fake(Gate.class, Map.of("call", three -> Verdict.allow()));
    }

    private boolean ask() {
        return holder.ask(gate -> gate.call(null, Map.of(), "x")).allowed();
    }

    private CompletableFuture<Boolean> askLater() {
        return CompletableFuture.supplyAsync(this::ask, clients);
    }

    @Test
    void refuses_at_once_while_there_was_never_a_gate() {
        assertThat(ask()).isFalse();
    }

    @Test
    void asks_the_gate_that_is_there() {
        holder.set(allowing());
        assertThat(ask()).isTrue();
    }

    @Test
    void takes_no_answer_and_whatever_is_thrown_for_a_refusal() {
        holder.set(fake(Gate.class, Map.of()));
        assertThat(ask()).isFalse();
        holder.set(fake(Gate.class, Map.of("call", two -> {
            throw new NoClassDefFoundError("x");
        })));
        assertThat(ask()).isFalse();
    }

    @Test
    void a_question_waits_for_the_next_gate_when_one_has_just_gone() throws Exception {
        holder.set(allowing());
        holder.set(null);
        CompletableFuture<Boolean> held = askLater();
        Eventually.eventually(() -> holder.held() == 1);
        holder.set(allowing());
        assertThat(held.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_gate_that_is_gone_for_longer_than_the_grace_is_not_waited_for() {
        holder.set(allowing());
        holder.set(null);
        time.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(ask()).isFalse();
    }

    @Test
    void what_comes_above_the_limit_of_held_questions_is_refused_at_once() {
        holder.set(allowing());
        holder.set(null);
        List<CompletableFuture<Boolean>> held = new ArrayList<>();
        for (int i = 0; i < GateHolder.MAX_HELD; i++) {
            held.add(askLater());
        }
        Eventually.eventually(() -> holder.held() == GateHolder.MAX_HELD);
        assertThat(ask()).isFalse();
        holder.set(allowing());
        assertThat(held)
                .allSatisfy(
                        answer -> assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue());
    }

    @Test
    void the_successor_of_a_gate_that_threw_while_it_was_replaced_is_asked() {
        Gate successor = allowing();
        holder.set(fake(Gate.class, Map.of("call", two -> {
            holder.set(successor);
            throw new IllegalStateException("stopped");
        })));
        assertThat(ask()).isTrue();
    }

    @Test
    void the_successor_is_waited_for_when_the_gate_threw_while_it_went() throws Exception {
        holder.set(fake(Gate.class, Map.of("call", two -> {
            holder.set(null);
            throw new IllegalStateException("stopped");
        })));
        CompletableFuture<Boolean> held = askLater();
        Eventually.eventually(() -> holder.held() == 1);
        holder.set(allowing());
        assertThat(held.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void the_successor_of_a_gate_that_refused_while_it_was_replaced_is_asked() {
        Gate successor = allowing();
        holder.set(fake(Gate.class, Map.of("call", two -> {
            holder.set(successor);
            return Verdict.refuse();
        })));
        assertThat(ask()).isTrue();
    }

    @Test
    void the_refusal_of_a_gate_that_went_stands_when_none_follows() {
        holder.grace(Duration.ZERO);
        holder.set(fake(Gate.class, Map.of("call", two -> {
            holder.set(null);
            return Verdict.refuse();
        })));
        assertThat(ask()).isFalse();
    }

    @Test
    void closing_wakes_the_waiting_with_a_refusal() throws Exception {
        holder.set(allowing());
        holder.set(null);
        CompletableFuture<Boolean> held = askLater();
        Eventually.eventually(() -> holder.held() == 1);
        holder.close();
        assertThat(held.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void the_last_gate_is_asked_nothing_after_closing_and_told_of_ends_until_it_goes() {
        AtomicInteger told = new AtomicInteger();
        holder.set(allowing());
        holder.close();
        assertThat(ask()).isFalse();
        holder.tell(gate -> told.incrementAndGet());
        assertThat(told).hasValue(1);
        holder.set(null);
        holder.tell(gate -> told.incrementAndGet());
        assertThat(told).hasValue(1);
    }

    @Test
    void no_gate_is_taken_after_closing() {
        holder.close();
        holder.set(allowing());
        assertThat(ask()).isFalse();
    }

    @Test
    void an_io_thread_is_never_made_to_wait() throws Exception {
        holder.set(allowing());
        holder.set(null);
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread io = new Thread(() -> answer.complete(ask()), "NioProcessor-3");
        io.start();
        assertThat(answer.get(20, TimeUnit.SECONDS)).isFalse();
        io.join();
    }

    @Test
    void news_for_a_gate_that_throws_or_is_not_there_disturb_nobody() {
        holder.tell(gate -> gate.refused(null, Attempt.CALL));
        holder.set(fake(Gate.class, Map.of("refused", two -> {
            throw new LinkageError("x");
        })));
        holder.tell(gate -> gate.refused(null, Attempt.CALL));
    }

    @Test
    void keeps_no_class_of_a_gate_that_failed() throws Exception {
        holder.set(fake(Gate.class, Map.of("call", two -> {
            throw new IllegalStateException("x");
        })));
        ask();
        for (var field : io.stagedoor.host.Gates.class.getDeclaredFields()) {
            field.setAccessible(true);
            if (field.get(holder) instanceof java.util.concurrent.atomic.AtomicReference<?> reference) {
                assertThat(reference.get()).isNotInstanceOf(Class.class);
            }
        }
    }
}
