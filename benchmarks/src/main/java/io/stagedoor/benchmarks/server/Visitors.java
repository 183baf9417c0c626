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
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that come and go all the time, in a process of their own. */
public final class Visitors {

    private static final int AT_ONCE = 8;

    /**
     * What the clients saw.
     *
     * @param perSecond how many were let in
     * @param p99Millis how long all but the slowest hundredth took, from the first byte to the answer
     */
    record Seen(double perSecond, double p99Millis) {}

    private Visitors() {}

    /** Visits a port, with a token that comes by standard input, so many times, after as many that are not counted, and says what was seen. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        RtmpVisit visit = new RtmpVisit(Integer.parseInt(arguments[0]), in.readLine());
        int count = Integer.parseInt(arguments[1]);
        run(visit, count);
        Seen seen = run(visit, count);
        System.out.println(seen.perSecond() + " " + seen.p99Millis());
    }

    private static Seen run(RtmpVisit visit, int count) throws InterruptedException, ExecutionException {
        // Daemons: when one client fails, the others are not waited for.
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, work -> {
            Thread thread = new Thread(work, "visitor");
            thread.setDaemon(true);
            return thread;
        });
        long began = System.nanoTime();
        AtomicInteger left = new AtomicInteger(count);
        List<Future<List<Long>>> visitors = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            visitors.add(threads.submit(() -> visitAll(visit, left)));
        }
        List<Long> nanos = new ArrayList<>();
        for (Future<List<Long>> visitor : visitors) {
            nanos.addAll(visitor.get());
        }
        double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
        threads.shutdownNow();
        return new Seen(nanos.size() / seconds, Sample.of(nanos).quantile(0.99) / TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static List<Long> visitAll(RtmpVisit visit, AtomicInteger left) throws IOException {
        List<Long> nanos = new ArrayList<>();
        while (left.getAndDecrement() > 0) {
            long began = System.nanoTime();
            visit.visit();
            nanos.add(System.nanoTime() - began);
        }
        return nanos;
    }

    /** Has a process do it. */
    static Seen send(int port, String token, int count) throws IOException, InterruptedException {
        Process process = Java.of(Visitors.class, "-Xmx128m", String.valueOf(port), String.valueOf(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            process.getOutputStream().write((token + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String[] seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .trim()
                    .split(" ");
            if (process.waitFor() != 0 || seen.length != 2) {
                throw new IOException("the clients failed; what is above says why");
            }
            return new Seen(Double.parseDouble(seen[0]), Double.parseDouble(seen[1]));
        } finally {
            process.destroyForcibly();
        }
    }
}
