package io.stagedoor.benchmarks.swap;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.benchmarks.report.Sample;
import io.stagedoor.benchmarks.stage.Deciding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How long after Config Admin's {@code update} has returned the last decision is made by what was configured before: the secret
 * is another one each time, and one client asks all the time.
 */
public final class SwapLatency implements AutoCloseable {

    private static final String OTHER_SECRET = "q" + Tokens.SECRET.substring(1);
    private static final long LIMIT_SECONDS = 30;

    private final Deciding deciding = new Deciding();
    private final ConnectRequest request = Deciding.request(Tokens.token());

    /** Milliseconds from each of so many updates to the last decision by the state before it. */
    public Sample measure(int updates) throws TimeoutException {
        List<Double> millis = new ArrayList<>();
        boolean allowed = deciding.decide(request).allowed();
        for (int i = 0; i < updates; i++) {
            deciding.configure(Map.of("jwtSecret", allowed ? OTHER_SECRET : Tokens.SECRET));
            millis.add(lastBefore(allowed) / (double) TimeUnit.MILLISECONDS.toNanos(1));
            allowed = !allowed;
        }
        return Sample.of(millis);
    }

    private long lastBefore(boolean allowed) throws TimeoutException {
        long updated = System.nanoTime();
        long last = updated;
        while (deciding.decide(request).allowed() == allowed) {
            last = System.nanoTime();
            if (last - updated > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new TimeoutException("a configuration did not come into force");
            }
        }
        return last - updated;
    }

    @Override
    public void close() {
        deciding.close();
    }
}
