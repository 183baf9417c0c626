package io.stagedoor.operations.health;

import io.stagedoor.core.meter.Metric;
import io.stagedoor.core.meter.Sample;
import io.stagedoor.core.oversight.Metrics;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.oversight.State;
import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Request;
import io.stagedoor.operations.metric.Format;
import io.stagedoor.operations.metric.Page;
import io.stagedoor.operations.metric.Snapshots;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The metrics and the health of the running core, for the channel and for the listener of metrics: both show the same snapshot. Thread-safe. */
@Component(service = Figures.class)
public final class Figures {

    /** However many ask, metrics are collected no more often than that. */
    private static final long FRESH_MILLIS = 500;

    private static final long PATIENCE_MILLIS = 5000;
    private static final double MILLIS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

    private final Oversight oversight;
    private final Metrics metrics;
    private final Health health;
    private final String version;
    private final Snapshots<Page> pages;

    /** Of the running core. */
    @Activate
    public Figures(BundleContext context, @Reference Oversight oversight, @Reference Metrics metrics) {
        this(oversight, metrics, String.valueOf(context.getBundle().getVersion()), FRESH_MILLIS);
    }

    /**
     * Of a core.
     *
     * @param version of this bundle, which is that of all
     * @param freshMillis how old metrics may be that somebody gets
     */
    public Figures(Oversight oversight, Metrics metrics, String version, long freshMillis) {
        this.version = version;
        this.oversight = oversight;
        this.metrics = metrics;
        this.health = new Health(oversight);
        this.pages = new Snapshots<>(() -> new Page(now()), freshMillis, PATIENCE_MILLIS, System::nanoTime);
    }

    /** Says how the server is. */
    public Health health() {
        return health;
    }

    /** All metrics of this moment. */
    List<Metric> now() {
        State state = oversight.state();
        Health.Verdict verdict = health.of(state);
        List<Metric> all = new ArrayList<>(metrics.of(state));
        all.add(Metric.gauge(
                "stagedoor_problems",
                "Problems that status shows, and an outage.",
                verdict.problems().size() + (verdict.outage().isEmpty() ? 0 : 1)));
        all.add(Metric.gauge(
                "stagedoor_healthy", "1 while there is no problem and no outage.", verdict.isHealthy() ? 1 : 0));
        all.add(Metric.gauge(
                "stagedoor_ready", "0 while every client is refused, whatever it shows.", verdict.isReady() ? 1 : 0));
        all.add(Metric.gauge(
                "stagedoor_build_info",
                "Always 1; the label has the version.",
                List.of("version"),
                List.of(Sample.of(List.of(version), 1))));
        all.add(Metric.gauge(
                "stagedoor_start_time_seconds",
                "When the process of the server began, in seconds since 1970 in UTC.",
                ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND));
        return all;
    }

    /** Answers somebody who reads metrics, in the format that the request accepts. */
    public Answer metrics(Request request) {
        Format format = Format.accepted(request.accept());
        try {
            Optional<Page> page = pages.get();
            return page.map(one -> Answer.text(200, format.type(), one.in(format)))
                    .orElseGet(() -> Answer.error(503, "others have been reading metrics for too long; try again"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.error(503, "the server is stopping");
        }
    }
}
