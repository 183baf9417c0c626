package io.stagedoor.operations.metric;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.stagedoor.core.meter.Metric;
import io.stagedoor.core.meter.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A format that Prometheus reads. */
public enum Format {
    /** <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Text, 0.0.4</a>, for whoever says nothing else. */
    TEXT(PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build()),
    /** <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics, 1.0</a>. */
    OPEN_METRICS(OpenMetricsTextFormatWriter.builder()
            .setCreatedTimestampsEnabled(false)
            .build());

    private static final String TOTAL = "_total";
    private static final String INFO = "_info";

    private final ExpositionFormatWriter writer;

    Format(ExpositionFormatWriter writer) {
        this.writer = writer;
    }

    /** What somebody gets whose request has this header {@code Accept}; empty for none. */
    public static Format accepted(String accept) {
        return OPEN_METRICS.writer.accepts(accept) ? OPEN_METRICS : TEXT;
    }

    /** The type of the content. */
    public String type() {
        return writer.getContentType();
    }

    /** Writes metrics, in UTF-8. */
    byte[] write(List<Metric> metrics) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        metrics.stream()
                .filter(metric -> !metric.samples().isEmpty())
                .forEach(metric -> all.metricSnapshot(of(metric)));
        try {
            // Every name is one of the old form: nothing is escaped, and nothing copied for that.
            writer.write(out, all.build(), EscapingScheme.ALLOW_UTF8);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes all", e);
        }
        return out.toByteArray();
    }

    private static MetricSnapshot of(Metric metric) {
        return switch (metric.kind()) {
            case COUNTER -> counter(metric);
            case GAUGE -> metric.name().endsWith(INFO) ? info(metric) : gauge(metric);
            case HISTOGRAM -> histogram(metric);
        };
    }

    private static MetricMetadata named(Metric metric, String end) {
        String name = metric.name();
        return new MetricMetadata(name.substring(0, name.length() - end.length()), metric.help());
    }

    private static Labels labels(Metric metric, Sample sample) {
        return Labels.of(metric.labels(), sample.values());
    }

    private static MetricSnapshot counter(Metric metric) {
        return new CounterSnapshot(
                named(metric, TOTAL),
                metric.samples().stream()
                        .map(sample -> CounterSnapshot.CounterDataPointSnapshot.builder()
                                .labels(labels(metric, sample))
                                .value(sample.value())
                                .build())
                        .toList());
    }

    private static MetricSnapshot gauge(Metric metric) {
        return new GaugeSnapshot(
                named(metric, ""),
                metric.samples().stream()
                        .map(sample -> GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .labels(labels(metric, sample))
                                .value(sample.value())
                                .build())
                        .toList());
    }

    private static MetricSnapshot info(Metric metric) {
        return new InfoSnapshot(
                named(metric, INFO),
                metric.samples().stream()
                        .map(sample -> InfoSnapshot.InfoDataPointSnapshot.builder()
                                .labels(labels(metric, sample))
                                .build())
                        .toList());
    }

    private static MetricSnapshot histogram(Metric metric) {
        return new HistogramSnapshot(
                named(metric, ""),
                metric.samples().stream()
                        .map(sample -> HistogramSnapshot.HistogramDataPointSnapshot.builder()
                                .labels(labels(metric, sample))
                                .classicHistogramBuckets(buckets(sample))
                                .sum(sample.value())
                                .build())
                        .toList());
    }

    private static ClassicHistogramBuckets buckets(Sample sample) {
        List<Double> bounds = new ArrayList<>(sample.bounds());
        bounds.add(Double.POSITIVE_INFINITY);
        return ClassicHistogramBuckets.of(bounds, sample.counts());
    }
}
