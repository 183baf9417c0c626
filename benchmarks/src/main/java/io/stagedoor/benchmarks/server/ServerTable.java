package io.stagedoor.benchmarks.server;

import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.benchmarks.report.Figure;
import io.stagedoor.benchmarks.report.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real Red5 with Stagedoor beside one without: how many clients come in, and how long it takes to start. */
public final class ServerTable {

    private static final double LEAST = 0.95;
    private static final int WARM_UP = 6;
    private static final double MOST_START_MILLIS = 1_500;

    private final int pairs;
    private final long millis;
    private final int starts;

    /**
     * @param pairs how often both are visited, by turns
     * @param millis how long each time
     * @param starts how often both are started, by turns
     */
    public ServerTable(int pairs, long millis, int starts) {
        this.pairs = pairs;
        this.millis = millis;
        this.starts = starts;
    }

    /** Measures. */
    public List<Figure> measure() throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        try (Server guarded = Server.guarded();
                Server bare = Server.bare()) {
            figures.add(starting(guarded, bare));
            try (Server.Run with = guarded.start();
                    Server.Run without = bare.start()) {
                figures.addAll(0, visiting(with, without));
            }
        }
        return figures;
    }

    private Figure starting(Server guarded, Server bare) throws IOException, InterruptedException {
        List<Double> differences = new ArrayList<>();
        List<Double> withoutUs = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            double without = startMillis(bare);
            withoutUs.add(without);
            differences.add(startMillis(guarded) - without);
        }
        double added = Sample.of(differences).median();
        return Figure.judged(
                "time added to the server's start, to the first client that is let in (median of " + starts + ")",
                Figure.number(added) + " ms",
                "to " + Figure.number(Sample.of(withoutUs).median()) + " ms",
                "≤ 1.5 s",
                added <= MOST_START_MILLIS);
    }

    private static double startMillis(Server server) throws IOException, InterruptedException {
        try (Server.Run run = server.start()) {
            return run.startMillis();
        }
    }

    /** What clients saw of one server, and what they cost it. */
    private static final class Visits {
        final List<Double> perSecond = new ArrayList<>();
        final List<Double> p99 = new ArrayList<>();
        final List<Double> microsEach = new ArrayList<>();

        void add(Server.Run run, String token, long millis) throws IOException, InterruptedException {
            Duration before = run.processor();
            Visitors.Seen seen = Visitors.send(run.port(), token, millis);
            perSecond.add(seen.perSecond());
            p99.add(seen.p99Millis());
            microsEach.add(run.processor().minus(before).toNanos() / 1000.0 / seen.count());
        }
    }

    private List<Figure> visiting(Server.Run with, Server.Run without) throws IOException, InterruptedException {
        String token = Tokens.rtmpToken("visitor");
        for (int i = 0; i < WARM_UP; i++) {
            Visitors.send(with.port(), token, millis);
            Visitors.send(without.port(), token, millis);
        }
        Visits us = new Visits();
        Visits them = new Visits();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            if (i % 2 == 0) {
                us.add(with, token, millis);
                them.add(without, token, millis);
            } else {
                them.add(without, token, millis);
                us.add(with, token, millis);
            }
            ratios.add(us.perSecond.get(i) / them.perSecond.get(i));
        }
        double[] interval = Sample.of(ratios).intervalOfMedian();
        double micros = Sample.of(us.microsEach).median();
        return List.of(
                Figure.judged(
                        "clients that connect, are judged and go, " + pairs + " pairs; median, and its 95 % interval",
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
                        "without us " + Figure.number(Sample.of(them.p99).median()) + " ms"));
    }
}
