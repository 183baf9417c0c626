package io.stagedoor.core.meter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Counts by application, and by labels whose values are known. Thread-safe; counting takes no lock, and allocates nothing once a series exists.
 *
 * <p>A new kind of count is one more of these in {@link Meters}.
 */
final class Counter {

    /** Each label of the one series for what finds no place any more. */
    static final String OVERFLOW = "overflow";

    private final String name;
    private final String help;
    private final List<String> labels;
    private final Names[] axes;
    private final int size;
    private final Budget budget;
    private final Supplier<UnaryOperator<String>> shown;
    private final Map<String, Cells> applications = new ConcurrentHashMap<>();
    private final LongAdder overflow = new LongAdder();

    /**
     * @param labels behind {@code application}, as many as axes
     * @param shown the value of {@code application}, by the name that a client came with
     */
    Counter(
            String name,
            String help,
            List<String> labels,
            Budget budget,
            Supplier<UnaryOperator<String>> shown,
            Names... axes) {
        this.name = name;
        this.help = help;
        this.labels = new ArrayList<>(List.of("application"));
        this.labels.addAll(labels);
        this.budget = budget;
        this.shown = shown;
        this.axes = axes.clone();
        this.size = Arrays.stream(axes).mapToInt(Names::size).reduce(1, Math::multiplyExact);
    }

    /** Counts by two labels. */
    void count(String application, int first, int second) {
        add(application, first * axes[1].size() + second);
    }

    /** Counts by four labels. */
    void count(String application, int first, int second, int third, int fourth) {
        add(application, ((first * axes[1].size() + second) * axes[2].size() + third) * axes[3].size() + fourth);
    }

    private void add(String application, int cell) {
        String label = shown.get().apply(application);
        Cells cells = applications.get(label);
        LongAdder count = cells == null ? null : cells.get(cell);
        (count == null ? made(label, cell) : count).increment();
    }

    private LongAdder made(String label, int cell) {
        if (!budget.take()) {
            return overflow;
        }
        LongAdder fresh = new LongAdder();
        LongAdder count =
                applications.computeIfAbsent(label, name -> new Cells(size)).put(cell, fresh);
        if (count != fresh) {
            budget.giveBack();
        }
        return count;
    }

    /** All series at this moment, sorted by their labels. */
    Metric metric() {
        List<Sample> samples = new ArrayList<>();
        applications.forEach((application, cells) ->
                cells.forEach((cell, count) -> samples.add(Sample.of(values(application, cell), count))));
        samples.sort((one, other) -> Arrays.compare(
                one.values().toArray(String[]::new), other.values().toArray(String[]::new)));
        if (overflow.sum() > 0) {
            samples.add(Sample.of(Collections.nCopies(labels.size(), OVERFLOW), overflow.sum()));
        }
        return new Metric(name, help, Metric.Kind.COUNTER, labels, samples);
    }

    private List<String> values(String application, int cell) {
        String[] values = new String[axes.length + 1];
        int rest = cell;
        for (int i = axes.length - 1; i >= 0; i--) {
            values[i + 1] = axes[i].name(rest % axes[i].size());
            rest /= axes[i].size();
        }
        values[0] = application;
        return List.of(values);
    }
}
