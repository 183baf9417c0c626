package io.stagedoor.benchmarks.server;

import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.benchmarks.report.Figure;
import io.stagedoor.benchmarks.report.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Red5 with Stagedoor beside one without: how many clients come in, and how long it takes to start. They take turns, each
 * time started anew: this Red5 keeps a thread of each client for long after it has gone, and slows down with them.
 */
public final class ServerTable {

    private static final double LEAST = 0.95;
    private static final double MOST_START_MILLIS = 1_500;

    private final int pairs;
    private final int clients;

    /**
     * @param pairs how often both are started and visited
     * @param clients how many come each time, after as many before the measurement
     */
    public ServerTable(int pairs, int clients) {
        this.pairs = pairs;
        this.clients = clients;
    }

    /** What was seen of one server, a time after the other. */
    private static final class Visits {
        final List<Double> perSecond = new ArrayList<>();
        final List<Double> p99 = new ArrayList<>();
        final List<Double> microsEach = new ArrayList<>();
        final List<Double> startMillis = new ArrayList<>();
    }

    /** Measures. */
    public List<Figure> measure() throws IOException, InterruptedException {
        Visits us = new Visits();
        Visits them = new Visits();
        try (Server guarded = Server.guarded();
                Server bare = Server.bare()) {
            for (int i = 0; i < pairs; i++) {
                if (i % 2 == 0) {
                    visit(guarded, us);
                    visit(bare, them);
                } else {
                    visit(bare, them);
                    visit(guarded, us);
                }
            }
        }
        return figures(us, them);
    }

    private void visit(Server server, Visits visits) throws IOException, InterruptedException {
        try (Server.Run run = server.start()) {
            visits.startMillis.add(run.startMillis());
            long before = run.processor().toNanos();
            Visitors.Seen seen = Visitors.send(run.port(), Tokens.rtmpToken("visitor"), clients);
            visits.perSecond.add(seen.perSecond());
            visits.p99.add(seen.p99Millis());
            visits.microsEach.add((run.processor().toNanos() - before) / 1000.0 / (2 * clients));
        }
    }

    private List<Figure> figures(Visits us, Visits them) {
        List<Double> ratios = new ArrayList<>();
        List<Double> added = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            ratios.add(us.perSecond.get(i) / them.perSecond.get(i));
            added.add(us.startMillis.get(i) - them.startMillis.get(i));
        }
        double[] interval = Sample.of(ratios).intervalOfMedian();
        double micros = Sample.of(us.microsEach).median();
        double start = Sample.of(added).median();
        return List.of(
                Figure.judged(
                        "clients that connect, are judged and go, " + pairs + " pairs of " + clients
                                + "; median, and its 95 % interval",
                        Figure.number(Sample.of(us.perSecond).median()) + " /s",
                        Figure.times(Sample.of(ratios).median()) + " (" + Figure.number(interval[0]) + " to "
                                + Figure.number(interval[1]) + ")",
                        "interval not below 0.95",
                        interval[0] >= LEAST),
                Figure.plain(
                        "the server's processor time for each of them, median",
                        Figure.number(micros) + " µs",
                        Figure.times(micros / Sample.of(them.microsEach).median())),
                Figure.plain(
                        "99 % of them are answered within",
                        Figure.number(Sample.of(us.p99).median()) + " ms",
                        "without us " + Figure.number(Sample.of(them.p99).median()) + " ms"),
                Figure.judged(
                        "time added to the server's start, to the first client that is let in (median of " + pairs
                                + " pairs)",
                        Figure.number(start) + " ms",
                        "to " + Figure.number(Sample.of(them.startMillis).median()) + " ms",
                        "≤ 1.5 s",
                        start <= MOST_START_MILLIS));
    }
}
