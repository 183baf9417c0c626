package io.stagedoor.benchmarks.report;

import java.util.Locale;
import java.util.function.DoublePredicate;

/**
 * One line of a table.
 *
 * @param what was measured
 * @param value with its unit
 * @param ratio to what it is compared with; empty for none
 * @param goal in words; empty where there is none
 * @param verdict {@code met}, {@code not met}, or empty where there is no goal
 */
public record Figure(String what, String value, String ratio, String goal, String verdict) {

    /** A figure without a goal. */
    public static Figure plain(String what, String value, String ratio) {
        return new Figure(what, value, ratio, "", "");
    }

    /** A figure with a goal. */
    public static Figure judged(String what, String value, String ratio, String goal, boolean met) {
        return new Figure(what, value, ratio, goal, met ? "met" : "**not met**");
    }

    /** A ratio with a goal. */
    public static Figure ratio(String what, String value, double ratio, String goal, DoublePredicate met) {
        return judged(what, value, times(ratio), goal, met.test(ratio));
    }

    /** A number with few digits, for people, whatever their locale. */
    public static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    /** A ratio. */
    public static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2f ×", ratio);
    }

    String row() {
        return "| " + String.join(" | ", what, value, ratio, goal, verdict) + " |";
    }
}
