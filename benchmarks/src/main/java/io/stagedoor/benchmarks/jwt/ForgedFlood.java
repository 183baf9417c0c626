package io.stagedoor.benchmarks.jwt;

import io.stagedoor.benchmarks.report.Sample;
import io.stagedoor.benchmarks.stage.GateClient;
import io.stagedoor.benchmarks.stage.Stage;
import io.stagedoor.red5.hook.Gate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Strangers come with forged tokens at a fixed rate, and somebody with a good one comes meanwhile: at the gate of the server, so that the
 * bridge, the admission of the core, the dispatcher, the authenticator and the audit log do what they do there. Each client comes at its time,
 * whether those before it have been answered or not, on a thread of its own, as in Red5 1.3.
 */
public final class ForgedFlood implements AutoCloseable {

    /** As many of an issuer's keys as are tried for a token without {@code kid}. */
    private static final int KEYS = 4;

    private static final int GOOD_A_SECOND = 50;
    private static final int SIGNATURE_BYTES = 64;
    private static final int FORGERIES = 4096;
    private static final int ADDRESSES = 250;
    private static final long LIMIT_SECONDS = 60;
    private static final String ISSUER = "https://issuer.example/";
    private static final String APPLICATION = "live";

    private final Path folder = Files.createTempDirectory("stagedoor-benchmark-flood");
    private final List<KeyHolder> keys =
            IntStream.range(0, KEYS).mapToObj(i -> KeyHolder.es256()).toList();
    private final Stage stage = Stage.start();
    private final GateClient client = new GateClient(APPLICATION);
    private final Gate gate;
    private final String good = keys.get(0).token(ISSUER, kid(0));

    /**
     * What was seen.
     *
     * @param goodMillis how long each good one waited, from when it came to when it was answered
     * @param goodRefused how many of them were refused, because nobody answered in time
     * @param forgedPerSecond how many forged ones were refused
     */
    public record Seen(Sample goodMillis, int goodRefused, double forgedPerSecond) {}

    /**
     * One who comes.
     *
     * @param after so many nanoseconds after the beginning
     */
    private record Visit(long after, String token, boolean good, String address) {}

    /** What became of those who came. */
    private static final class Tally {
        final Queue<Double> goodMillis = new ConcurrentLinkedQueue<>();
        final AtomicInteger goodRefused = new AtomicInteger();
        final AtomicInteger forgedRefused = new AtomicInteger();

        void count(Visit visit, boolean allowed, long nanos) {
            if (visit.good()) {
                goodMillis.add(nanos / (double) TimeUnit.MILLISECONDS.toNanos(1));
                goodRefused.addAndGet(allowed ? 0 : 1);
            } else {
                forgedRefused.addAndGet(allowed ? 0 : 1);
            }
        }
    }

    /** Starts the bundles, and sees that decisions are right. */
    public ForgedFlood() throws IOException {
        Map<String, Object> issuer = new HashMap<>(Map.of(
                "name",
                "media",
                "issuer",
                ISSUER,
                "audiences",
                KeyHolder.AUDIENCE,
                "subscriberIf",
                "permissions=play:live",
                "ttlMinutes",
                TimeUnit.DAYS.toMinutes(1)));
        for (int i = 0; i < KEYS; i++) {
            Path file = Files.writeString(folder.resolve(kid(i)), keys.get(i).pem());
            issuer.put("keys." + kid(i), file.toString());
        }
        stage.configure("stagedoor.issuer", "media", issuer);
        stage.configure("stagedoor.authenticator.jwt", "live", Map.of("name", "live-jwt", "issuers", "media"));
        stage.configure(
                "stagedoor.application", APPLICATION, Map.of("application", APPLICATION, "authenticator", "live-jwt"));
        stage.authenticator("live-jwt");
        gate = stage.gate();
        client.awaitAdmission(gate, good);
    }

    private static String kid(int key) {
        return "key" + key;
    }

    /**
     * Lets strangers come.
     *
     * @param aSecond so many of them; 0 for none
     * @param named whether their tokens name a key, and so are tried with it alone; otherwise with {@value #KEYS}
     * @param millis how long
     * @throws IllegalStateException if a stranger is let in
     */
    public Seen measure(int aSecond, boolean named, long millis) throws InterruptedException, TimeoutException {
        List<Visit> visits = visits(aSecond, named, millis);
        Tally tally = new Tally();
        ExecutorService threads = Executors.newCachedThreadPool();
        long began = System.nanoTime();
        try {
            for (Visit visit : visits) {
                await(began + visit.after());
                threads.execute(() -> come(visit, began, tally));
            }
        } finally {
            threads.shutdown();
        }
        if (!threads.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            threads.shutdownNow();
            throw new TimeoutException("decisions did not end within " + LIMIT_SECONDS + " s");
        }
        double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
        int strangers = visits.size() - tally.goodMillis.size() - tally.forgedRefused.get();
        if (strangers != 0) {
            throw new IllegalStateException("not the right decisions: " + strangers + " strangers were let in");
        }
        return new Seen(Sample.of(tally.goodMillis), tally.goodRefused.get(), tally.forgedRefused.get() / seconds);
    }

    private void come(Visit visit, long began, Tally tally) {
        boolean allowed = client.connect(gate, visit.token(), visit.address()).allowed();
        tally.count(visit, allowed, System.nanoTime() - began - visit.after());
    }

    private List<Visit> visits(int aSecond, boolean named, long millis) {
        List<String> forged = forgeries(named);
        int every = 1 + aSecond / GOOD_A_SECOND;
        long between = TimeUnit.SECONDS.toNanos(1) / (GOOD_A_SECOND * (long) every);
        List<Visit> visits = new ArrayList<>();
        for (int i = 0; i * between < TimeUnit.MILLISECONDS.toNanos(millis); i++) {
            visits.add(
                    i % every == 0
                            ? new Visit(i * between, good, true, "192.0.2.1")
                            : new Visit(i * between, forged.get(i % FORGERIES), false, "198.51.100." + i % ADDRESSES));
        }
        return visits;
    }

    private static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** The good token's claims, with signatures of which nothing but the verification itself shows that they do not hold. */
    private List<String> forgeries(boolean named) {
        SecureRandom random = new SecureRandom();
        String token = keys.get(0).token(ISSUER, named ? kid(0) : "");
        String signed = token.substring(0, token.lastIndexOf('.') + 1);
        List<String> forged = new ArrayList<>();
        for (int i = 0; i < FORGERIES; i++) {
            byte[] signature = new byte[SIGNATURE_BYTES];
            random.nextBytes(signature);
            forged.add(signed + Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
        }
        return forged;
    }

    @Override
    public void close() {
        stage.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
