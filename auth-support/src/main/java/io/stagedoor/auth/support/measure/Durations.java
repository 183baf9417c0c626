package io.stagedoor.auth.support.measure;

import io.stagedoor.auth.Measure;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How long something took, each time: a histogram from 10 µs to 10 s. Thread-safe; takes no lock and allocates nothing. */
public final class Durations {

    private static final long[] BOUNDS_MICROS = {
        10,
        25,
        50,
        100,
        250,
        500,
        1000,
        2500,
        5000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000
    };
    private static final long NANOS = 1000;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private static final List<Double> BOUNDS = Arrays.stream(BOUNDS_MICROS)
            .mapToObj(micros -> micros / MICROS_PER_SECOND)
            .toList();

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS_MICROS.length + 1L).toArray(LongAdder[]::new);
    private final LongAdder sum = new LongAdder();

    /** Takes note of one. */
    public void add(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_MICROS.length && nanos > BOUNDS_MICROS[bucket] * NANOS) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(Math.max(0, nanos));
    }

    /** The bounds of the buckets in seconds, ascending. */
    public static List<Double> bounds() {
        return BOUNDS;
    }

    /** How many there were in each bucket, not added up: one more than bounds. */
    public List<Long> counts() {
        return Arrays.stream(counts).map(LongAdder::sum).toList();
    }

    /** How long all took together, in seconds. */
    public double sum() {
        return sum.sum() / NANOS_PER_SECOND;
    }

    /** This moment as a measure. */
    public Measure measure(String name, String help) {
        return Measure.histogram(name, help, BOUNDS, counts(), sum());
    }
}
