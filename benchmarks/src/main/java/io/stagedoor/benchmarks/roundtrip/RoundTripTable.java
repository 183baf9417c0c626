package io.stagedoor.benchmarks.roundtrip;

import io.stagedoor.benchmarks.report.Figure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Round trips by delay of the backend and number of clients that ask at once: ours and the bare client's take turns, and the best of each counts. */
public final class RoundTripTable {

    private static final double MOST = 1.1;
    private static final int WARM_UP = 12;
    private static final int MANY = 16;

    private final int rounds;
    private final long millis;

    /**
     * @param rounds how often each is measured
     * @param millis how long each time
     */
    public RoundTripTable(int rounds, long millis) {
        this.rounds = rounds;
        this.millis = millis;
    }

    /** Measures. */
    public List<Figure> measure(List<Integer> delays, List<Integer> inFlight)
            throws IOException, InterruptedException, ExecutionException {
        List<Figure> figures = new ArrayList<>();
        try (RoundTrips trips = new RoundTrips()) {
            // Of each kind there are calls enough by then to have been compiled for good.
            for (int i = 0; i < WARM_UP; i++) {
                perSecond(trips.ours(), MANY);
                perSecond(trips.bare(), MANY);
            }
            for (int delay : delays) {
                trips.backend().delay(delay);
                for (int clients : inFlight) {
                    figures.addAll(compare(trips, delay, clients));
                }
            }
            if (trips.backend().calls() == 0) {
                throw new IllegalStateException("nobody has asked the backend");
            }
        }
        return figures;
    }

    private List<Figure> compare(RoundTrips trips, int delay, int clients)
            throws InterruptedException, ExecutionException {
        perSecond(trips.ours(), clients);
        perSecond(trips.bare(), clients);
        double ours = 0;
        double bare = 0;
        int threads = 0;
        for (int round = 0; round < rounds; round++) {
            ManagementFactory.getThreadMXBean().resetPeakThreadCount();
            ours = Math.max(ours, perSecond(trips.ours(), clients));
            threads = ManagementFactory.getThreadMXBean().getPeakThreadCount();
            bare = Math.max(bare, perSecond(trips.bare(), clients));
        }
        String where = delay + " ms, " + clients + " in flight";
        String value = Figure.number(ours) + " calls/s, " + threads + " threads in all";
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.ratio(where, value, bare / ours, "≤ 1.1 ×", ratio -> ratio <= MOST));
        if (clients == 1) {
            double fresh = perSecond(trips.newClient(), clients);
            figures.add(Figure.plain(
                    where + ", a new client for each call",
                    Figure.number(fresh) + " calls/s",
                    Figure.times(bare / fresh)));
        }
        return figures;
    }

    private double perSecond(Callable<Boolean> question, int clients) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long began = System.nanoTime();
            long end = began + TimeUnit.MILLISECONDS.toNanos(millis);
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                counts.add(threads.submit(() -> count(question, end)));
            }
            int calls = 0;
            for (Future<Integer> count : counts) {
                calls += count.get();
            }
            return calls / ((System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1));
        } finally {
            threads.shutdownNow();
        }
    }

    private static int count(Callable<Boolean> question, long end) throws Exception {
        int calls = 0;
        do {
            if (!question.call()) {
                throw new IllegalStateException("the backend said yes, and the client was refused");
            }
            calls++;
        } while (System.nanoTime() - end < 0);
        return calls;
    }
}
