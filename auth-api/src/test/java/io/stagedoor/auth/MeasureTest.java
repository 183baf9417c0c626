package io.stagedoor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureTest {

    private static final String HELP = "Help.";

    private static void refuses(ThrowingCallable makes) {
        assertThatThrownBy(makes).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void has_what_it_was_made_of() {
        Measure measure = Measure.histogram("time_seconds", HELP, List.of(0.1, 1.0), List.of(1L, 2L, 3L), 4.5)
                .with("b", "1")
                .with("a", "2");
        assertThat(measure.name()).isEqualTo("time_seconds");
        assertThat(measure.kind()).isEqualTo(Measure.Kind.HISTOGRAM);
        assertThat(measure.labels()).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
        assertThat(measure.counts()).containsExactly(1L, 2L, 3L);
        assertThat(measure.value()).isEqualTo(4.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1x", "a-b", "a b", "ä", "a:b", "x\n", "{}"})
    void refuses_names_that_prometheus_does_not_know(String name) {
        refuses(() -> Measure.gauge(name, HELP, 1));
        refuses(() -> Measure.counter(name + "_total ", HELP, 1));
        refuses(() -> Measure.gauge("fine", HELP, 1).with(name, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x_total", "x_bucket", "x_sum", "x_count", "x_created", "x_info"})
    void leaves_ends_to_prometheus_that_it_adds(String name) {
        refuses(() -> Measure.gauge(name, HELP, 1));
        refuses(() -> Measure.histogram(name, HELP, List.of(1.0), List.of(1L, 1L), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticator", "le", "quantile", "__name__"})
    void leaves_labels_to_stagedoor_and_prometheus(String label) {
        refuses(() -> Measure.gauge("fine", HELP, 1).with(label, "x"));
    }

    @Test
    void a_counter_counts() {
        refuses(() -> Measure.counter("requests", HELP, 1));
        refuses(() -> Measure.counter("_total", HELP, 1));
        refuses(() -> Measure.counter("x_total", HELP, -1));
        refuses(() -> Measure.counter("x_total", HELP, Double.NaN));
        refuses(() -> Measure.counter("x_total", HELP, Double.POSITIVE_INFINITY));
        assertThat(Measure.counter("x_total", HELP, 0).value()).isZero();
    }

    @Test
    void a_histogram_has_ascending_bounds_and_one_more_count() {
        refuses(() -> Measure.histogram("x", HELP, List.of(), List.of(1L), 1));
        refuses(() -> Measure.histogram("x", HELP, List.of(1.0), List.of(1L), 1));
        refuses(() -> Measure.histogram("x", HELP, List.of(1.0, 1.0), List.of(1L, 1L, 1L), 1));
        refuses(() -> Measure.histogram("x", HELP, List.of(Double.POSITIVE_INFINITY), List.of(1L, 1L), 1));
        refuses(() -> Measure.histogram("x", HELP, List.of(1.0), List.of(1L, -1L), 1));
        refuses(() -> Measure.histogram("x", HELP, List.of(1.0), List.of(1L, 1L), Double.NaN));
    }

    @Test
    void all_sizes_are_bounded() {
        refuses(() -> Measure.gauge("x".repeat(Measure.MAX_NAME + 1), HELP, 1));
        refuses(() -> Measure.gauge("x", "h".repeat(Measure.MAX_HELP + 1), 1));
        refuses(() -> Measure.gauge("x", " ", 1));
        refuses(() -> Measure.gauge("x", "two\nlines", 1));
        refuses(() -> Measure.gauge("x", HELP, 1).with("l", "v".repeat(Measure.MAX_VALUE + 1)));
        Measure full = Measure.gauge("x", HELP, 1);
        for (int i = 0; i < Measure.MAX_LABELS; i++) {
            full = full.with("l" + i, "v");
        }
        Measure last = full;
        refuses(() -> last.with("more", "v"));
        refuses(() -> Measure.gauge("x", HELP, 1).with("l", "v").with("l", "w"));
    }
}
