package io.stagedoor.benchmarks.jwt;

import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same decisions while Config Admin changes the authenticator's configuration a hundred times a second. */
@State(Scope.Benchmark)
public class WhileChanging extends JwtDecision {

    private static final long PERIOD_MILLIS = 10;

    private final AtomicLong changes = new AtomicLong();
    private ScheduledExecutorService changing;

    /** Begins to change the configuration. */
    @Setup
    public void change() {
        changing = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "changing");
            thread.setDaemon(true);
            return thread;
        });
        changing.scheduleAtFixedRate(
                () -> deciding().configure(Map.of("jwtTtlMinutes", 60 + changes.incrementAndGet() % 2)),
                0,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Stops changing it. */
    @TearDown
    public void settle() throws InterruptedException {
        changing.shutdown();
        if (!changing.awaitTermination(1, TimeUnit.MINUTES) || changes.get() < 2) {
            throw new IllegalStateException("the configuration was changed " + changes + " times only");
        }
    }
}
