package io.stagedoor.operations.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.meter.Metric;
import io.stagedoor.core.meter.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

    private static final List<Metric> ALL = List.of(
            Metric.counter(
                    "stagedoor_decisions_total",
                    "Decisions.",
                    List.of("application", "reason"),
                    List.of(Sample.of(List.of("live", "GRANTED"), 3), Sample.of(List.of("a\"b\\c\nd", "EXPIRED"), 1))),
            Metric.gauge("stagedoor_keys_age_seconds", "Age.", Double.NaN),
            Metric.gauge("stagedoor_clients", "In.", List.of("protocol"), List.of(Sample.of(List.of("RTMP"), 7))),
            Metric.gauge(
                    "stagedoor_build_info", "Version.", List.of("version"), List.of(Sample.of(List.of("1.2.3"), 1))),
            new Metric(
                    "stagedoor_decision_duration_seconds",
                    "Times.",
                    Metric.Kind.HISTOGRAM,
                    List.of("authenticator"),
                    List.of(new Sample(List.of("jwt"), 1.5, List.of(0.1, 1.0), List.of(4L, 0L, 1L)))),
            Metric.counter("stagedoor_ends_total", "Nothing has ended.", List.of(), List.of()));

    private static String written(Format format) {
        return new String(new Page(ALL).in(format), StandardCharsets.UTF_8);
    }

    @Test
    void writes_the_text_format() {
        assertThat(written(Format.TEXT).lines())
                .contains(
                        "# HELP stagedoor_decisions_total Decisions.",
                        "# TYPE stagedoor_decisions_total counter",
                        "stagedoor_decisions_total{application=\"live\",reason=\"GRANTED\"} 3.0",
                        "stagedoor_decisions_total{application=\"a\\\"b\\\\c\\nd\",reason=\"EXPIRED\"} 1.0",
                        "stagedoor_keys_age_seconds NaN",
                        "stagedoor_clients{protocol=\"RTMP\"} 7.0",
                        "stagedoor_build_info{version=\"1.2.3\"} 1",
                        "# TYPE stagedoor_decision_duration_seconds histogram",
                        "stagedoor_decision_duration_seconds_bucket{authenticator=\"jwt\",le=\"0.1\"} 4",
                        "stagedoor_decision_duration_seconds_bucket{authenticator=\"jwt\",le=\"1.0\"} 4",
                        "stagedoor_decision_duration_seconds_bucket{authenticator=\"jwt\",le=\"+Inf\"} 5",
                        "stagedoor_decision_duration_seconds_count{authenticator=\"jwt\"} 5",
                        "stagedoor_decision_duration_seconds_sum{authenticator=\"jwt\"} 1.5")
                .noneMatch(line -> line.contains("ends_total") || line.contains("_created"));
    }

    @Test
    void writes_open_metrics_with_its_end() {
        assertThat(written(Format.OPEN_METRICS).lines())
                .contains(
                        "# TYPE stagedoor_decisions counter",
                        "stagedoor_decisions_total{application=\"live\",reason=\"GRANTED\"} 3.0",
                        "# TYPE stagedoor_build info",
                        "stagedoor_build_info{version=\"1.2.3\"} 1",
                        "stagedoor_decision_duration_seconds_count{authenticator=\"jwt\"} 5")
                .noneMatch(line -> line.contains("_created"))
                .last()
                .isEqualTo("# EOF");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    '' | TEXT
                    */* | TEXT
                    text/plain;version=0.0.4 | TEXT
                    text/html,application/xhtml+xml | TEXT
                    application/openmetrics-text | OPEN_METRICS
                    application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1 | OPEN_METRICS
                    """)
    void whoever_accepts_open_metrics_gets_it(String accept, Format format) {
        assertThat(Format.accepted(accept)).isEqualTo(format);
    }

    @Test
    void each_format_says_what_it_is() {
        assertThat(Format.TEXT.type()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(Format.OPEN_METRICS.type()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }
}
