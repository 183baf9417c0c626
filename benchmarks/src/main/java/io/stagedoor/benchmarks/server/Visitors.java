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
final class Visitors implements AutoCloseable {

    private static final int AT_ONCE = 8;

    /**
     * What the clients saw.
     *
     * @param perSecond how many were let in
     * @param p99Millis how long all but the slowest hundredth took, from the first byte to the answer
     */
    record Seen(double perSecond, double p99Millis) {}

    private final Process process;
    private final BufferedReader answers;

    private Visitors(Process process) {
        this.process = process;
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a process whose clients will visit this port of this machine, with this token. */
    static Visitors of(int port, String token) throws IOException {
        Visitors visitors = new Visitors(Java.of(Visitors.class, "-Xmx128m", String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        try {
            visitors.say(token);
            return visitors;
        } catch (IOException e) {
            visitors.close();
            throw e;
        }
    }

    /** Has so many clients visit. */
    Seen send(int count) throws IOException {
        say(String.valueOf(count));
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the clients failed; what is above says why");
        }
        String[] seen = line.split(" ");
        return new Seen(Double.parseDouble(seen[0]), Double.parseDouble(seen[1]));
    }

    private void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Visits a port, with a token that comes by standard input, as often as each further line of it says. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        RtmpVisit visit = new RtmpVisit(Integer.parseInt(arguments[0]), in.readLine());
        for (String count = in.readLine(); count != null; count = in.readLine()) {
            Seen seen = run(visit, Integer.parseInt(count));
            System.out.println(seen.perSecond() + " " + seen.p99Millis());
        }
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
}
