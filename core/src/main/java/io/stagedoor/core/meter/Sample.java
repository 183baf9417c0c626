package io.stagedoor.core.meter;

import java.util.List;

/**
 * One series at one moment.
 *
 * @param values of the labels
 * @param value of a counter or a gauge; the sum of a histogram
 * @param bounds of a histogram's buckets, ascending, without infinity; empty for a counter or a gauge
 * @param counts how much there was in each bucket, not added up: one more than bounds; empty for a counter or a gauge
 */
public record Sample(List<String> values, double value, List<Double> bounds, List<Long> counts) {

    /** Copies the lists. */
    public Sample {
        values = List.copyOf(values);
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
    }

    /** Of a counter or a gauge that is a whole number. */
    public static Sample of(List<String> values, long value) {
        return of(values, (double) value);
    }

    /** Of a counter or a gauge. */
    public static Sample of(List<String> values, double value) {
        return new Sample(values, value, List.of(), List.of());
    }
}
