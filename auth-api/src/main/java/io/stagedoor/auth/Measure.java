package io.stagedoor.auth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One number that an authenticator shows to operators, as a series of a Prometheus metric: see {@link Authenticator#measures}. Immutable.
 *
 * <p>Stagedoor puts {@code stagedoor_} before the name, and adds the label {@code authenticator}. No label's value is a subject, a token, an address, a room, a
 * stream, or anything else that a client chooses: each value is one more series that is kept.
 *
 * <p>Each method that makes one throws {@link IllegalArgumentException} if a name is no name of Prometheus (<a
 * href="https://prometheus.io/docs/concepts/data_model/">data model</a>), or something is longer or more than the constants here say.
 *
 * @since 2.0
 */
public final class Measure {

    /** Characters of a name, of a metric or of a label. */
    public static final int MAX_NAME = 100;

    /** Characters of a help text. */
    public static final int MAX_HELP = 200;

    /** Characters of a label's value. */
    public static final int MAX_VALUE = 256;

    /** Labels of one measure. */
    public static final int MAX_LABELS = 8;

    /** Bounds of a histogram. */
    public static final int MAX_BOUNDS = 64;

    private static final String TOTAL = "_total";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    /** Ends that the formats of Prometheus add themselves. */
    private static final Set<String> RESERVED_ENDS = Set.of(TOTAL, "_created", "_bucket", "_count", "_sum", "_info");

    private static final Set<String> RESERVED_LABELS = Set.of("authenticator", "le", "quantile");

    /** What the number means. */
    public enum Kind {
        /** How often something has happened, since the authenticator began to count. Only grows; a count that begins anew is at 0. */
        COUNTER,
        /** How it is now. */
        GAUGE,
        /** How much there was of each size, since the authenticator began to count. */
        HISTOGRAM
    }

    private final String name;
    private final String help;
    private final Kind kind;
    private final Map<String, String> labels;
    private final double value;
    private final List<Double> bounds;
    private final List<Long> counts;

    private Measure(
            String name,
            String help,
            Kind kind,
            Map<String, String> labels,
            double value,
            List<Double> bounds,
            List<Long> counts) {
        this.name = name;
        this.help = help;
        this.kind = kind;
        this.labels = labels;
        this.value = value;
        this.bounds = bounds;
        this.counts = counts;
    }

    /**
     * How often something has happened.
     *
     * @param name ends in {@code _total}, for instance {@code backend_requests_total}
     * @param help one sentence, the same for each measure of this name
     * @param value 0 or more, finite
     */
    public static Measure counter(String name, String help, double value) {
        if (!checked(name).endsWith(TOTAL) || name.length() == TOTAL.length()) {
            throw new IllegalArgumentException("the name of a counter ends in _total: " + name);
        }
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": a counter is 0 or more: " + value);
        }
        return new Measure(name, help(name, help), Kind.COUNTER, Map.of(), value, List.of(), List.of());
    }

    /**
     * How something is now.
     *
     * @param name ends in the unit, for instance {@code keys_age_seconds}; not in {@code _total} or another end that Prometheus adds
     * @param help one sentence, the same for each measure of this name
     * @param value any; NaN where nobody knows
     */
    public static Measure gauge(String name, String help, double value) {
        return new Measure(plain(name), help(name, help), Kind.GAUGE, Map.of(), value, List.of(), List.of());
    }

    /**
     * How much there was of each size.
     *
     * @param name as of {@link #gauge}
     * @param help one sentence, the same for each measure of this name
     * @param bounds of the buckets, finite, ascending; each belongs to its bucket
     * @param counts how much there was in each bucket, not added up: one more than bounds, the last one for what is more than the last bound
     * @param sum of all sizes, finite
     */
    public static Measure histogram(String name, String help, List<Double> bounds, List<Long> counts, double sum) {
        Measure measure = new Measure(
                plain(name), help(name, help), Kind.HISTOGRAM, Map.of(), sum, List.copyOf(bounds), List.copyOf(counts));
        if (bounds.isEmpty() || bounds.size() > MAX_BOUNDS || counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException(
                    name + ": a histogram has 1 to " + MAX_BOUNDS + " bounds, and one more count");
        }
        for (int i = 0; i < measure.bounds.size(); i++) {
            double bound = measure.bounds.get(i);
            if (!Double.isFinite(bound) || i > 0 && bound <= measure.bounds.get(i - 1)) {
                throw new IllegalArgumentException(name + ": bounds are finite and ascend");
            }
        }
        if (!Double.isFinite(sum) || measure.counts.stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException(name + ": a sum is finite, and a count is 0 or more");
        }
        return measure;
    }

    private static String checked(String name) {
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name has 1 to " + MAX_NAME
                    + " letters, digits and underscores, and begins with no digit"
                    + (name.length() > MAX_NAME ? "" : ": " + name));
        }
        return name;
    }

    private static String plain(String name) {
        checked(name);
        RESERVED_ENDS.stream().filter(name::endsWith).findFirst().ifPresent(end -> {
            throw new IllegalArgumentException("only a counter ends in _total, and Prometheus adds the ends _bucket,"
                    + " _sum, _count, _created and _info itself: " + name);
        });
        return name;
    }

    private static String help(String name, String help) {
        if (help.isBlank() || help.length() > MAX_HELP || help.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    name + ": the help is one sentence of at most " + MAX_HELP + " characters");
        }
        return help;
    }

    /**
     * The same with one more label.
     *
     * @param label another name than those that it has, and not {@code authenticator}, {@code le} or {@code quantile}
     * @param text at most {@value #MAX_VALUE} characters; nothing that a client chooses, nothing secret
     */
    public Measure with(String label, String text) {
        if (RESERVED_LABELS.contains(checked(label)) || label.startsWith("__")) {
            throw new IllegalArgumentException(name + ": this label is not an authenticator's: " + label);
        }
        if (text.length() > MAX_VALUE) {
            throw new IllegalArgumentException(
                    name + ": the value of " + label + " has more than " + MAX_VALUE + " characters");
        }
        Map<String, String> more = new LinkedHashMap<>(labels);
        if (more.put(label, Objects.requireNonNull(text)) != null || more.size() > MAX_LABELS) {
            throw new IllegalArgumentException(
                    name + ": a label stands twice, or there are more than " + MAX_LABELS + ": " + label);
        }
        return new Measure(name, help, kind, more, value, bounds, counts);
    }

    /** The name, without what Stagedoor puts before it. */
    public String name() {
        return name;
    }

    /** What it is, in a sentence. */
    public String help() {
        return help;
    }

    /** What the number means. */
    public Kind kind() {
        return kind;
    }

    /**
     * The labels, in the order in which they were added.
     *
     * @return unmodifiable
     */
    public Map<String, String> labels() {
        return Collections.unmodifiableMap(labels);
    }

    /** The number of a counter or a gauge; the sum of a histogram. */
    public double value() {
        return value;
    }

    /**
     * The bounds of a histogram's buckets.
     *
     * @return ascending, unmodifiable; empty for a counter or a gauge
     */
    public List<Double> bounds() {
        return bounds;
    }

    /**
     * How much there was in each bucket of a histogram, not added up.
     *
     * @return one more than bounds, unmodifiable; empty for a counter or a gauge
     */
    public List<Long> counts() {
        return counts;
    }

    /** Name, labels and value, for people. */
    @Override
    public String toString() {
        return name + labels + " " + value + (counts.isEmpty() ? "" : " " + counts);
    }
}
