package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that connect all the time, with tokens that are good. */
final class Visitors implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long VISIT_MILLIS = 50;

    final Queue<String> mistakes = new ConcurrentLinkedQueue<>();
    final AtomicInteger visits = new AtomicInteger();
    private final StagedoorServer server;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    Visitors(StagedoorServer server) {
        this.server = server;
        clock.scheduleWithFixedDelay(this::visit, 0, VISIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void visit() {
        for (String token : tokens) {
            try {
                String code = connect(server, "live", token);
                if (!code.equals(CONNECTED)) {
                    mistakes.add(code);
                }
            } catch (IOException | AssertionError e) {
                mistakes.add(e.toString());
            }
            visits.incrementAndGet();
        }
    }

    /** From now on, also with this token. */
    void comeWith(String token) {
        tokens.add(token);
        awaitMore();
    }

    /** When this returns, none with the token is on its way. */
    void comeNoMoreWith(String token) {
        tokens.remove(token);
        awaitMore();
    }

    void awaitMore() {
        int before = visits.get();
        eventually(PATIENCE, () -> assertThat(visits.get()).isGreaterThan(before + 20));
    }

    @Override
    public void close() {
        Threads.finish(clock);
    }
}
