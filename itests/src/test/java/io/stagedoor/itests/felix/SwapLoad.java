package io.stagedoor.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.SwapOracle;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.guard.WaitingGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Threads that ask the gate all the time, as many clients would, and compare each answer with the oracle's. */
final class SwapLoad implements AutoCloseable {

    private static final int KEPT = 20;

    private final WaitingGate gate;
    private final SwapOracle oracle;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong decisions = new AtomicLong();
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
    private final long began = System.nanoTime();
    private volatile boolean stopping;

    /**
     * Begins.
     *
     * @param clients of each thread, by its number
     */
    SwapLoad(WaitingGate gate, SwapOracle oracle, int count, IntFunction<List<GateClient>> clients) {
        this.gate = gate;
        this.oracle = oracle;
        for (int i = 0; i < count; i++) {
            List<GateClient> own = clients.apply(i);
            Random random = new Random(i);
            Thread thread = new Thread(() -> run(own, random), "load-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void run(List<GateClient> clients, Random random) {
        while (!stopping) {
            GateClient client = clients.get(random.nextInt(clients.size()));
            try {
                visit(client);
            } catch (RuntimeException e) {
                mistake(client + " met " + e);
            }
        }
    }

    private void visit(GateClient client) {
        int begin = oracle.begin();
        long from = System.nanoTime();
        Verdict verdict = gate.ask(client::connect);
        took(from);
        if (!oracle.isRight(begin, from, client.credentials(), verdict.allowed())) {
            mistake(client + (verdict.allowed() ? " was let in" : " was refused") + " by "
                    + oracle.state().chain());
        }
        if (verdict.allowed()) {
            admitted.incrementAndGet();
            long publish = System.nanoTime();
            check(client, "publish", client.role().publishes, gate.ask(now -> client.publish(now, verdict.session())));
            took(publish);
            long play = System.nanoTime();
            check(client, "play", client.role().plays, gate.ask(now -> client.play(now, verdict.session())));
            took(play);
        }
    }

    private void check(GateClient client, String action, boolean right, Verdict verdict) {
        if (verdict.allowed() != right) {
            mistake(client + ": " + action + (verdict.allowed() ? " was allowed" : " was refused"));
        }
    }

    private void took(long from) {
        decisions.incrementAndGet();
        longest.accumulateAndGet(System.nanoTime() - from, Math::max);
    }

    private void mistake(String what) {
        if (wrong.incrementAndGet() <= KEPT) {
            mistakes.add(what);
        }
    }

    /** How many answers were wrong until now. */
    long wrong() {
        return wrong.get();
    }

    /** The first wrong answers, for a person. */
    Queue<String> mistakes() {
        return mistakes;
    }

    long decisions() {
        return decisions.get();
    }

    long admitted() {
        return admitted.get();
    }

    String figures() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        return "%d decisions in %d ms (%d/s), %d clients let in, %d wrong, longest %d ms"
                .formatted(
                        decisions.get(),
                        millis,
                        decisions.get() * 1000 / Math.max(1, millis),
                        admitted.get(),
                        wrong.get(),
                        TimeUnit.NANOSECONDS.toMillis(longest.get()));
    }

    /** Ends: each thread has its answer soon, or hangs. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
            assertThat(thread.isAlive()).as(thread + " hangs").isFalse();
        }
    }

    @Override
    public void close() {
        stopping = true;
    }
}
