package io.stagedoor.core.meter;

import io.stagedoor.auth.support.measure.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How long decisions took, by authenticator. Thread-safe; takes no lock, and allocates nothing for one that it knows. */
final class DecisionTimes {

    /** More authenticators have one series together. */
    static final int MOST = 256;

    private static final String NAME = "stagedoor_decision_duration_seconds";
    private static final String HELP =
            "How long decisions took, by the authenticator that decided; it is empty where none was asked.";

    private final Map<String, Durations> series = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    void add(String authenticator, long nanos) {
        Durations known = series.get(authenticator);
        (known == null ? made(authenticator) : known).add(nanos);
    }

    private Durations made(String authenticator) {
        String label = size.get() < MOST ? authenticator : Names.OTHER;
        return series.computeIfAbsent(label, name -> {
            size.incrementAndGet();
            return new Durations();
        });
    }

    Metric metric() {
        List<Sample> samples = new ArrayList<>();
        new TreeMap<>(series)
                .forEach((authenticator, one) ->
                        samples.add(new Sample(List.of(authenticator), one.sum(), Durations.bounds(), one.counts())));
        return new Metric(NAME, HELP, Metric.Kind.HISTOGRAM, List.of("authenticator"), samples);
    }
}
