package io.stagedoor.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.SplittableRandom;

/** Values of one measurement, sorted. */
public final class Sample {

    private static final int RESAMPLES = 10_000;

    private final double[] sorted;

    private Sample(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /** The values, in any order; not none. */
    public static Sample of(double... values) {
        return new Sample(values);
    }

    /** The values, in any order; not none. */
    public static Sample of(Collection<? extends Number> values) {
        return new Sample(values.stream().mapToDouble(Number::doubleValue).toArray());
    }

    /** The middle. */
    public double median() {
        return median(sorted);
    }

    /** The value that this share of all does not exceed. */
    public double quantile(double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.max(0L, (long) Math.ceil(share * sorted.length) - 1))];
    }

    /** Where the median lies with 95 % confidence: lower and upper bound, by resampling. */
    public double[] intervalOfMedian() {
        SplittableRandom random = new SplittableRandom(7);
        double[] medians = new double[RESAMPLES];
        double[] resample = new double[sorted.length];
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < resample.length; j++) {
                resample[j] = sorted[random.nextInt(sorted.length)];
            }
            Arrays.sort(resample);
            medians[i] = median(resample);
        }
        Sample all = of(medians);
        return new double[] {all.quantile(0.025), all.quantile(0.975)};
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
