package io.stagedoor.benchmarks.server;

import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.benchmarks.report.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many clients connect to a real Red5 whose application has a shadow, beside one that has none: they take turns, and are started anew now and then, as those of
 * {@link ServerTable}.
 */
public final class ShadowPairs {

    private static final int STARTS = 4;
    private static final int WARM_UP = 3000;
    private static final int PAIRS = 24;
    private static final int CLIENTS = 250;

    private final int starts;
    private final int warmUp;
    private final int pairs;
    private final int clients;
    private final List<Double> without = new ArrayList<>();
    private final List<Double> with = new ArrayList<>();
    private final List<Double> microsWithout = new ArrayList<>();
    private final List<Double> microsWith = new ArrayList<>();

    private ShadowPairs(int starts, int warmUp, int pairs, int clients) {
        this.starts = starts;
        this.warmUp = warmUp;
        this.pairs = pairs;
        this.clients = clients;
    }

    /** Measures, and prints the median of each, and of the ratios of pairs with its 95 % interval. Numbers in the arguments: starts, clients before, pairs, clients of each. */
    public static void main(String[] arguments) throws Exception {
        int[] numbers = {STARTS, WARM_UP, PAIRS, CLIENTS};
        for (int i = 0; i < Math.min(numbers.length, arguments.length); i++) {
            numbers[i] = Integer.parseInt(arguments[i]);
        }
        new ShadowPairs(numbers[0], numbers[1], numbers[2], numbers[3]).measure();
    }

    private void measure() throws IOException, InterruptedException {
        try (Server plain = Server.guarded();
                Server shadowed = Server.shadowed()) {
            for (int i = 0; i < starts; i++) {
                compare(plain, shadowed, i % 2 == 0);
            }
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < with.size(); i++) {
            ratios.add(with.get(i) / without.get(i));
        }
        double[] interval = Sample.of(ratios).intervalOfMedian();
        System.out.printf(
                "%d pairs of %d clients: without %.0f /s, with %.0f /s, ratio %.3f (%.3f to %.3f); processor time %.0f us and %.0f us%n",
                ratios.size(),
                clients,
                Sample.of(without).median(),
                Sample.of(with).median(),
                Sample.of(ratios).median(),
                interval[0],
                interval[1],
                Sample.of(microsWithout).median(),
                Sample.of(microsWith).median());
    }

    private void compare(Server plain, Server shadowed, boolean isPlainFirst) throws IOException, InterruptedException {
        try (Server.Run one = (isPlainFirst ? plain : shadowed).start();
                Server.Run other = (isPlainFirst ? shadowed : plain).start()) {
            Server.Run first = isPlainFirst ? one : other;
            Server.Run second = isPlainFirst ? other : one;
            try (Visitors toFirst = Visitors.of(first.port(), Tokens.rtmpToken("visitor"));
                    Visitors toSecond = Visitors.of(second.port(), Tokens.rtmpToken("visitor"))) {
                toFirst.send(warmUp);
                toSecond.send(warmUp);
                double before = micros(first);
                double beforeSecond = micros(second);
                for (int i = 0; i < pairs; i++) {
                    if (i % 2 == 0) {
                        without.add(toFirst.send(clients).perSecond());
                        with.add(toSecond.send(clients).perSecond());
                    } else {
                        with.add(toSecond.send(clients).perSecond());
                        without.add(toFirst.send(clients).perSecond());
                    }
                }
                microsWithout.add((micros(first) - before) / (pairs * clients));
                microsWith.add((micros(second) - beforeSecond) / (pairs * clients));
            }
        }
    }

    private static double micros(Server.Run run) {
        return run.processor().toNanos() / 1000.0;
    }
}
