package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.properties;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.tokenOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.jwt.internal.issuer.Issuers;
import io.stagedoor.auth.support.FakeBundleContext;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decisions go on while secrets are replaced; an oracle that knows what was in force says what is right. */
class SwitchUnderLoadTest {

    private static final int DECISIONS = 100_000;
    private static final int THREADS = 4;
    private static final int ROTATIONS = 50;
    private static final int CHANGES = 3 * ROTATIONS;
    private static final int PER_CHANGE = DECISIONS / (CHANGES + 1);
    private static final Duration OVERLAP = Duration.ofSeconds(10);

    /** Odd while a change is being made: a decision of that moment may see either. */
    private final AtomicInteger step = new AtomicInteger();

    private final AtomicInteger decided = new AtomicInteger();
    private final AtomicInteger certain = new AtomicInteger();
    private final AtomicInteger allowed = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final ReentrantLock changing = new ReentrantLock();
    private final MovableClock clock = new MovableClock();
    private final FakeBundleContext bundle = new FakeBundleContext();
    private final ExecutorService clients = Executors.newFixedThreadPool(THREADS);
    private final PrintStream stderr = System.err;
    private JwtComponent component;

    /** Hundreds of log lines are of no interest here. */
    @BeforeEach
    void start() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        Map<String, Object> properties = properties("jwtSecret", secret(0), "jwtSecretId", "kid-0");
        component = new JwtComponent(properties, bundle.context(), new Issuers(), clock);
    }

    @AfterEach
    void stop() throws InterruptedException {
        clients.shutdownNow();
        assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        component.deactivate();
        System.setErr(stderr);
    }

    /** Three changes a rotation: the secret, the end of the overlap without any update, the list cleaned up. */
    @Test
    void no_decision_is_wrong_while_secrets_are_replaced() throws Exception {
        List<ConnectRequest> tokens = new ArrayList<>();
        for (int i = 0; i <= ROTATIONS; i++) {
            tokens.add(request(tokenOf(secret(i), i % 2 == 0 ? "" : "kid-" + i)));
        }
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            running.add(clients.submit(() -> decide(tokens, thread)));
        }
        for (Future<?> one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
        assertThat(wrong).hasValue(0);
        assertThat(step).hasValue(2 * CHANGES);
        assertThat(certain.get()).isGreaterThan(DECISIONS / 2);
        assertThat(allowed.get()).isBetween(DECISIONS / 10, DECISIONS * 9 / 10);
    }

    private void decide(List<ConnectRequest> tokens, int thread) {
        Authenticator authenticator = bundle.only().service();
        for (int i = thread, count = decided.getAndIncrement();
                count < DECISIONS;
                i++, count = decided.getAndIncrement()) {
            if (count % PER_CHANGE == PER_CHANGE - 1) {
                change();
            }
            int before = step.get();
            // Mostly the secrets of these days: the ones long gone and those to come are refused anyhow.
            int secret = i % 5 == 0 ? i % tokens.size() : Math.floorMod(before / 6 + i % 3 - 1, tokens.size());
            boolean letIn = authenticator.authenticate(tokens.get(secret)) instanceof Decision.Allow;
            judge(secret, letIn, before / 2, (step.get() + 1) / 2);
        }
    }

    /** Right is what was right after one of the changes between the first and the last that the decision can have seen. */
    private void judge(int secret, boolean letIn, int first, int last) {
        long right = IntStream.rangeClosed(first, last)
                .filter(changes -> accepted(changes).test(secret) == letIn)
                .count();
        if (right == 0) {
            wrong.incrementAndGet();
        }
        if (right == last - first + 1) {
            certain.incrementAndGet();
        }
        if (letIn) {
            allowed.incrementAndGet();
        }
    }

    private void change() {
        changing.lock();
        try {
            int change = step.get() / 2;
            if (change < CHANGES) {
                step.incrementAndGet();
                perform(change);
                step.incrementAndGet();
            }
        } finally {
            changing.unlock();
        }
    }

    /** What is accepted after so many changes. */
    private static IntPredicate accepted(int changes) {
        int rotations = (changes + 2) / 3;
        boolean overlapping = changes % 3 == 1;
        return secret -> secret == rotations || overlapping && secret == rotations - 1;
    }

    private void perform(int change) {
        int rotation = change / 3 + 1;
        Map<String, Object> properties = properties("jwtSecret", secret(rotation), "jwtSecretId", "kid-" + rotation);
        switch (change % 3) {
            case 0 -> {
                String name = "kid-" + (rotation - 1);
                Instant end = clock.instant().plus(OVERLAP);
                properties.put("previousSecrets", new String[] {name});
                properties.put("previousSecret." + name + ".secret", secret(rotation - 1));
                properties.put(
                        "previousSecret." + name + (rotation % 2 == 0 ? ".acceptUntil" : ".overlapSeconds"),
                        rotation % 2 == 0 ? end.toString() : OVERLAP.toSeconds());
                component.modified(properties);
            }
            case 1 -> clock.advance(OVERLAP);
            default -> component.modified(properties);
        }
    }

    private static String secret(int number) {
        return "secret-" + number + ".that~is!long enough, and of no use";
    }
}
