package io.stagedoor.operations.metric;

import io.stagedoor.core.meter.Metric;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The metrics of one moment; written once in each format that somebody asks for. Thread-safe. */
public final class Page {

    private final List<Metric> metrics;
    private final Map<Format, byte[]> written = new ConcurrentHashMap<>();

    /** Of these. */
    public Page(List<Metric> metrics) {
        this.metrics = List.copyOf(metrics);
    }

    /** The whole text, in UTF-8; not to be changed. */
    public byte[] in(Format format) {
        return written.computeIfAbsent(format, one -> one.write(metrics));
    }
}
