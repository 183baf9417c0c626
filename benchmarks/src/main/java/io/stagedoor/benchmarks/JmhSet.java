package io.stagedoor.benchmarks;

import io.stagedoor.benchmarks.report.Sample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH, several rounds over all benchmarks of a set. The time of a benchmark is that of its fastest iteration: each is long
 * enough to hold its share of garbage collections, and what else the machine does can only make one longer.
 */
final class JmhSet {

    /** How long is measured. */
    record Pace(int rounds, int warmUp, int iterations, long millis, boolean forks) {}

    /** What one benchmark takes, in nanoseconds, and allocates, in bytes. */
    record Cost(double nanos, double bytes) {

        /** What is left without a part of it that was measured alone. */
        Cost without(Cost part) {
            return new Cost(nanos - part.nanos, bytes - part.bytes);
        }
    }

    /**
     * What benchmarks take.
     *
     * @param byName by the simple names of class and method, and the parameters in their order: {@code Class.method:1:2}
     */
    record Costs(Map<String, Cost> byName) {

        /** What one takes. Throws {@link IllegalStateException} if none of this name has run. */
        Cost get(String name) {
            Cost cost = byName.get(name);
            if (cost == null) {
                throw new IllegalStateException("no benchmark " + name + " has run: there are " + byName.keySet());
            }
            return cost;
        }
    }

    private final Pace pace;

    JmhSet(Pace pace) {
        this.pace = pace;
    }

    /** Runs the benchmarks of these classes. */
    Costs run(int threads, List<String> jvmArguments, Map<String, List<String>> parameters, String... patterns)
            throws RunnerException {
        Map<String, List<Double>> nanos = new HashMap<>();
        Map<String, List<Double>> bytes = new HashMap<>();
        Options options = options(threads, jvmArguments, parameters, patterns);
        for (int round = 0; round < pace.rounds(); round++) {
            for (RunResult result : new Runner(options).run()) {
                String name = name(result.getParams());
                for (BenchmarkResult fork : result.getBenchmarkResults()) {
                    for (IterationResult iteration : fork.getIterationResults()) {
                        add(nanos, name, iteration.getPrimaryResult());
                    }
                    add(bytes, name, fork.getSecondaryResults().get("gc.alloc.rate.norm"));
                }
            }
        }
        Map<String, Cost> costs = new HashMap<>();
        nanos.forEach((name, values) -> costs.put(
                name,
                new Cost(
                        Sample.of(values).quantile(0),
                        Sample.of(bytes.getOrDefault(name, List.of(Double.NaN))).median())));
        return new Costs(costs);
    }

    private static void add(Map<String, List<Double>> values, String name, @Nullable Result<?> result) {
        if (result != null) {
            values.computeIfAbsent(name, key -> new ArrayList<>()).add(result.getScore());
        }
    }

    private static String name(BenchmarkParams params) {
        String method = params.getBenchmark();
        int dot = method.lastIndexOf('.', method.lastIndexOf('.') - 1);
        StringBuilder name = new StringBuilder(method.substring(dot + 1));
        Collection<String> keys = params.getParamsKeys();
        keys.stream().sorted().forEach(key -> name.append(':').append(params.getParam(key)));
        return name.toString();
    }

    private Options options(
            int threads, List<String> jvmArguments, Map<String, List<String>> parameters, String... patterns) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(pace.forks() ? 1 : 0)
                .warmupIterations(pace.warmUp())
                .warmupTime(TimeValue.milliseconds(pace.millis()))
                .measurementIterations(pace.iterations())
                .measurementTime(TimeValue.milliseconds(pace.millis()))
                .mode(org.openjdk.jmh.annotations.Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .threads(threads)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgsAppend(jvmArguments.toArray(String[]::new));
        for (String pattern : patterns) {
            options.include("\\." + pattern + "$");
        }
        parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        return options.build();
    }
}
