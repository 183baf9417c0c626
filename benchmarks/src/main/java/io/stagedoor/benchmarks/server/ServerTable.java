package io.stagedoor.benchmarks.server;

import io.stagedoor.benchmarks.http.PlaylistRewrite;
import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.benchmarks.report.Figure;
import io.stagedoor.benchmarks.report.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Red5 with Stagedoor beside one without: how many clients come in, how long it takes to start, and how long a player waits for a
 * long playlist. They take turns, and are started anew now and then: this Red5 keeps a thread of each client for ever, and slows down
 * with them.
 */
public final class ServerTable {

    private static final double LEAST = 0.95;
    private static final double MOST_START_MILLIS = 1_500;
    /** Before playlists are measured, at a start. */
    private static final int FIRST_PLAYLISTS = 20;

    private final int starts;
    private final int warmUp;
    private final int pairs;
    private final int clients;

    /**
     * @param starts how often both are started
     * @param warmUp how many clients come then, before anything is measured
     * @param pairs how often clients visit both after that
     * @param clients how many come each time
     */
    public ServerTable(int starts, int warmUp, int pairs, int clients) {
        this.starts = starts;
        this.warmUp = warmUp;
        this.pairs = pairs;
        this.clients = clients;
    }

    /** How many clients each server has served before anything is measured. */
    public int warmUp() {
        return warmUp;
    }

    /** What was seen of one server, a time after the other. */
    private static final class Visits {
        final List<Double> perSecond = new ArrayList<>();
        final List<Double> p99 = new ArrayList<>();
        final List<Double> microsEach = new ArrayList<>();
        final List<Double> startMillis = new ArrayList<>();
        final List<Double> playlistMillis = new ArrayList<>();
        final boolean guarded;

        Visits(boolean guarded) {
            this.guarded = guarded;
        }
    }

    /** Measures. */
    public List<Figure> measure() throws IOException, InterruptedException {
        Visits us = new Visits(true);
        Visits them = new Visits(false);
        try (Server guarded = Server.guarded();
                Server bare = Server.bare()) {
            for (int i = 0; i < starts; i++) {
                if (i % 2 == 0) {
                    compare(guarded, us, bare, them);
                } else {
                    compare(bare, them, guarded, us);
                }
            }
        }
        return figures(us, them);
    }

    private void compare(Server one, Visits ofOne, Server other, Visits ofOther)
            throws IOException, InterruptedException {
        try (Server.Run first = one.start();
                Server.Run second = other.start();
                Visitors toFirst = Visitors.of(first.port(), Tokens.rtmpToken("visitor"));
                Visitors toSecond = Visitors.of(second.port(), Tokens.rtmpToken("visitor"))) {
            ofOne.startMillis.add(first.startMillis());
            ofOther.startMillis.add(second.startMillis());
            toFirst.send(warmUp);
            toSecond.send(warmUp);
            Duration before = first.processor();
            Duration beforeOther = second.processor();
            for (int i = 0; i < pairs; i++) {
                if (i % 2 == 0) {
                    visit(toFirst, ofOne);
                    visit(toSecond, ofOther);
                } else {
                    visit(toSecond, ofOther);
                    visit(toFirst, ofOne);
                }
            }
            ofOne.microsEach.add(microsEach(before, first.processor()));
            ofOther.microsEach.add(microsEach(beforeOther, second.processor()));
            playlists(player(first, ofOne), ofOne, player(second, ofOther), ofOther);
        }
    }

    private static PlaylistVisit player(Server.Run run, Visits visits) {
        return new PlaylistVisit(run.server().httpUrl(), Tokens.anyToken("player"), visits.guarded);
    }

    private void playlists(PlaylistVisit toOne, Visits ofOne, PlaylistVisit toOther, Visits ofOther)
            throws IOException, InterruptedException {
        toOne.awaitAnswer();
        toOther.awaitAnswer();
        for (int i = 0; i < Math.min(FIRST_PLAYLISTS, warmUp); i++) {
            toOne.visit();
            toOther.visit();
        }
        for (int i = 0; i < pairs; i++) {
            ofOne.playlistMillis.add(toOne.visit());
            ofOther.playlistMillis.add(toOther.visit());
        }
    }

    private void visit(Visitors visitors, Visits visits) throws IOException {
        Visitors.Seen seen = visitors.send(clients);
        visits.perSecond.add(seen.perSecond());
        visits.p99.add(seen.p99Millis());
    }

    private double microsEach(Duration from, Duration to) {
        return to.minus(from).toNanos() / 1000.0 / (pairs * clients);
    }

    private List<Figure> figures(Visits us, Visits them) {
        List<Double> ratios = new ArrayList<>();
        List<Double> added = new ArrayList<>();
        for (int i = 0; i < starts * pairs; i++) {
            ratios.add(us.perSecond.get(i) / them.perSecond.get(i));
        }
        for (int i = 0; i < starts; i++) {
            added.add(us.startMillis.get(i) - them.startMillis.get(i));
        }
        List<Double> pace = new ArrayList<>();
        for (int i = 0; i < us.playlistMillis.size(); i++) {
            pace.add(them.playlistMillis.get(i) / us.playlistMillis.get(i));
        }
        double[] interval = Sample.of(ratios).intervalOfMedian();
        double micros = Sample.of(us.microsEach).median();
        double start = Sample.of(added).median();
        return List.of(
                Figure.judged(
                        "clients that connect, are judged and go, " + starts * pairs + " pairs of " + clients
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
                Figure.plain(
                        "a playlist of HLS of 1 MiB with " + PlaylistRewrite.URIS
                                + " URIs over HTTP, one player; median of " + pace.size() + " pairs",
                        Figure.number(Sample.of(us.playlistMillis).median()) + " ms",
                        "pace " + Figure.times(Sample.of(pace).median()) + " (without us "
                                + Figure.number(Sample.of(them.playlistMillis).median()) + " ms, unchanged)"),
                Figure.judged(
                        "time added to the server's start, to the first client that is let in (median of " + starts
                                + " pairs)",
                        Figure.number(start) + " ms",
                        "to " + Figure.number(Sample.of(them.startMillis).median()) + " ms",
                        "≤ 1.5 s",
                        start <= MOST_START_MILLIS));
    }
}
