package io.stagedoor.benchmarks.simple;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.benchmarks.report.Sample;
import io.stagedoor.benchmarks.stage.Deciding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Strangers try passwords, each of which has to be hashed, one at a time as configured; somebody with a token comes meanwhile. */
public final class HashingFlood implements AutoCloseable {

    private static final int AT_ONCE = 16;
    private static final String NAME = "live-users";

    private final Deciding deciding = new Deciding();
    private final Path file = Files.createTempFile("stagedoor-bench", ".credentials");
    private final AtomicInteger names = new AtomicInteger();
    private final Authenticator users;

    /**
     * What was seen.
     *
     * @param alone hashes a second when one stranger comes after the other
     * @param flooded hashes a second when many come at once
     * @param tokenP99Millis how long all but the slowest hundredth of decisions on tokens took meanwhile
     */
    public record Seen(double alone, double flooded, double tokenP99Millis) {}

    /** Starts the bundles. */
    public HashingFlood() throws IOException {
        Files.writeString(file, "alice " + SimpleLogin.HASH + "\n");
        deciding.stage()
                .configure(
                        "stagedoor.authenticator.simple",
                        "users",
                        Map.of("name", NAME, "credentialsFile", file.toString(), "maxConcurrentHashes", 1L));
        users = deciding.stage().authenticator(NAME);
    }

    /** Lets strangers come for twice as long. */
    public Seen measure(long millis) throws InterruptedException, ExecutionException {
        double alone = perSecond(1, millis, new ArrayList<>());
        List<Double> tokens = new ArrayList<>();
        double flooded = perSecond(AT_ONCE, millis, tokens);
        return new Seen(alone, flooded, Sample.of(tokens).quantile(0.99));
    }

    private double perSecond(int strangers, long millis, List<Double> tokens)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(strangers);
        try {
            long began = System.nanoTime();
            long end = began + TimeUnit.MILLISECONDS.toNanos(millis);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < strangers; i++) {
                counts.add(threads.submit(() -> guessUntil(end)));
            }
            comeWithTokens(end, tokens);
            int hashes = 0;
            for (Future<Integer> count : counts) {
                hashes += count.get();
            }
            return hashes / ((System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1));
        } finally {
            threads.shutdownNow();
        }
    }

    private int guessUntil(long end) {
        int hashes = 0;
        do {
            String name = "nobody" + names.incrementAndGet();
            Decision decision =
                    users.authenticate(Deciding.request(Credentials.of(name, "guess", null), Deciding.APPLICATION));
            if (decision instanceof Decision.Allow) {
                throw new IllegalStateException("a stranger was let in");
            }
            hashes += decision instanceof Decision.Deny ? 1 : 0;
        } while (System.nanoTime() - end < 0);
        return hashes;
    }

    private void comeWithTokens(long end, List<Double> millis) throws InterruptedException {
        ConnectRequest request = Deciding.request(Tokens.token());
        do {
            long began = System.nanoTime();
            Deciding.granted(deciding.decide(request));
            millis.add((System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1));
            TimeUnit.MILLISECONDS.sleep(1);
        } while (System.nanoTime() - end < 0);
    }

    @Override
    public void close() {
        deciding.close();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
