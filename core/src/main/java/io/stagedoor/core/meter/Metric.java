package io.stagedoor.core.meter;

import java.util.List;

/**
 * One metric with all its series at one moment.
 *
 * @param name as of Prometheus, with its unit; that of a counter ends in {@code _total}
 * @param help one sentence
 * @param kind what its values mean
 * @param labels the names of its labels, in order
 * @param samples its series: each has one value for each label, and no two have the same
 */
public record Metric(String name, String help, Kind kind, List<String> labels, List<Sample> samples) {

    /** What values mean. */
    public enum Kind {
        /** How often something has happened since the start. */
        COUNTER,
        /** How it is now. */
        GAUGE,
        /** How much there was of each size since the start. */
        HISTOGRAM
    }

    /** Copies the lists. */
    public Metric {
        labels = List.copyOf(labels);
        samples = List.copyOf(samples);
    }

    /** A gauge without labels that is a whole number. */
    public static Metric gauge(String name, String help, long value) {
        return gauge(name, help, (double) value);
    }

    /** A gauge without labels. */
    public static Metric gauge(String name, String help, double value) {
        return new Metric(name, help, Kind.GAUGE, List.of(), List.of(Sample.of(List.of(), value)));
    }

    /** A gauge with labels. */
    public static Metric gauge(String name, String help, List<String> labels, List<Sample> samples) {
        return new Metric(name, help, Kind.GAUGE, labels, samples);
    }

    /** A counter with labels. */
    public static Metric counter(String name, String help, List<String> labels, List<Sample> samples) {
        return new Metric(name, help, Kind.COUNTER, labels, samples);
    }
}
