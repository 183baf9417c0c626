package io.stagedoor.benchmarks.server;

import io.stagedoor.benchmarks.report.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that come and go all the time, in a process of their own. */
public final class Visitors {

    private static final int AT_ONCE = 8;

    /**
     * What the clients saw.
     *
     * @param count how many were let in, those before the measurement too
     * @param perSecond how many were let in
     * @param p99Millis how long all but the slowest hundredth took, from the first byte to the answer
     */
    record Seen(int count, double perSecond, double p99Millis) {}

    private Visitors() {}

    /** Visits a port, with a token that comes by standard input, for so many milliseconds, and says what was seen. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        RtmpVisit visit = new RtmpVisit(Integer.parseInt(arguments[0]), in.readLine());
        Seen before = run(visit, Long.parseLong(arguments[1]) / 2);
        Seen seen = run(visit, Long.parseLong(arguments[1]));
        System.out.println(before.count() + seen.count() + " " + seen.perSecond() + " " + seen.p99Millis());
    }

    private static Seen run(RtmpVisit visit, long millis) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        long began = System.nanoTime();
        long end = began + TimeUnit.MILLISECONDS.toNanos(millis);
        List<Future<List<Long>>> visitors = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            visitors.add(threads.submit(() -> visitUntil(visit, end)));
        }
        List<Long> nanos = new ArrayList<>();
        for (Future<List<Long>> visitor : visitors) {
            nanos.addAll(visitor.get());
        }
        double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
        threads.shutdownNow();
        return new Seen(
                nanos.size(),
                nanos.size() / seconds,
                Sample.of(nanos).quantile(0.99) / TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static List<Long> visitUntil(RtmpVisit visit, long end) throws IOException {
        List<Long> nanos = new ArrayList<>();
        do {
            long began = System.nanoTime();
            visit.visit();
            nanos.add(System.nanoTime() - began);
        } while (System.nanoTime() - end < 0);
        return nanos;
    }

    /** Has a process do it. */
    static Seen send(int port, String token, long millis) throws IOException, InterruptedException {
        Process process = Java.of(Visitors.class, "-Xmx128m", String.valueOf(port), String.valueOf(millis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            process.getOutputStream().write((token + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String[] seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .trim()
                    .split(" ");
            if (process.waitFor() != 0 || seen.length != 3) {
                throw new IOException("the clients failed; what is above says why");
            }
            return new Seen(Integer.parseInt(seen[0]), Double.parseDouble(seen[1]), Double.parseDouble(seen[2]));
        } finally {
            process.destroyForcibly();
        }
    }
}
