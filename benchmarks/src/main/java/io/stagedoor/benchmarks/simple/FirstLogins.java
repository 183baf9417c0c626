package io.stagedoor.benchmarks.simple;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.benchmarks.stage.Deciding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Users log in for the first time, each from an address of its own, while one address tries passwords all the time. */
public final class FirstLogins implements AutoCloseable {

    /** How many tries of the one address are under way at each moment. */
    public static final int GUESSES = 64;

    /** How many users log in. */
    public static final int USERS = 8;

    private static final String NAME = "live-users";
    /** As the application has it, if nobody says otherwise. */
    private static final Duration DECISION_TIMEOUT = Duration.ofSeconds(5);

    private final Deciding deciding = new Deciding();
    private final Path file = Files.createTempFile("stagedoor-bench", ".credentials");
    private final AtomicInteger names = new AtomicInteger();
    private final Authenticator users;

    /**
     * What was seen.
     *
     * @param letIn how many users were let in
     * @param longestMillis how long the last of them waited
     */
    public record Seen(int letIn, double longestMillis) {}

    /** Starts the bundles. */
    public FirstLogins() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            lines.add("user" + user + " " + SimpleLogin.HASH);
        }
        Files.write(file, lines);
        deciding.stage()
                .configure(
                        "stagedoor.authenticator.simple",
                        "users",
                        Map.of("name", NAME, "credentialsFile", file.toString()));
        users = deciding.stage().authenticator(NAME);
    }

    /** Lets the users come at once, in the middle of the guesses. */
    public Seen measure() throws InterruptedException, ExecutionException {
        ExecutorService guessing = Executors.newFixedThreadPool(GUESSES);
        ExecutorService coming = Executors.newFixedThreadPool(USERS);
        try {
            for (int i = 0; i < GUESSES; i++) {
                guessing.execute(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        login("nobody" + names.incrementAndGet(), "guess", "203.0.113.7");
                    }
                });
            }
            TimeUnit.SECONDS.sleep(1);
            List<Future<Double>> waited = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                int user = i;
                waited.add(coming.submit(() -> {
                    long began = System.nanoTime();
                    Decision decision = login("user" + user, SimpleLogin.PASSWORD, "192.0.2." + (user + 1));
                    double millis = (System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1);
                    return decision instanceof Decision.Allow ? millis : -1;
                }));
            }
            int letIn = 0;
            double longest = 0;
            for (Future<Double> one : waited) {
                letIn += one.get() >= 0 ? 1 : 0;
                longest = Math.max(longest, one.get());
            }
            return new Seen(letIn, longest);
        } finally {
            guessing.shutdownNow();
            coming.shutdownNow();
        }
    }

    private Decision login(String name, String password, String address) {
        return users.authenticate(ConnectRequest.builder(
                        "c1",
                        Protocol.RTMP,
                        new StreamPath(Deciding.APPLICATION, "", ""),
                        Instant.now().plus(DECISION_TIMEOUT))
                .credentials(Credentials.of(name, password, null))
                .remoteAddress(address)
                .build());
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
