package io.stagedoor.operations;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.operations.health.Figures;
import io.stagedoor.operations.http.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for those who read metrics and ask whether the server is ready, where configuration says so. Tries again while the address is taken. Goes on while the core is away, and
 * says so. One thread opens and closes; the others only say what is wanted.
 */
@Component(
        service = {},
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
public final class MetricsListener {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsListener.class);
    private static final String NAME = "stagedoor-metrics";
    /** Framework property: {@code true} where configuration is checked, and there is no server. */
    private static final String CHECK = "stagedoor.check";

    private static final long LOOK_MILLIS = 250;
    private static final long STOP_SECONDS = 2;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, NAME + "-clock");
        thread.setDaemon(true);
        return thread;
    });

    private volatile @Nullable Figures figures;
    private volatile Optional<InetSocketAddress> wanted = Optional.empty();

    /** Written by the clock's thread, as what follows. */
    private Optional<InetSocketAddress> opened = Optional.empty();

    private volatile @Nullable Listener listener;
    /** Under the monitor. */
    private String trouble = "";

    /** Listens as configured. */
    @Activate
    public MetricsListener(BundleContext context, Map<String, Object> properties) {
        modified(properties);
        if (!"true".equals(context.getProperty(CHECK))) { // the server whose folder this is may be running
            clock.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The running core. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindFigures(Figures next) {
        figures = next;
        next.health().listenerIs(trouble);
    }

    /** Another one may be there already. */
    synchronized void unbindFigures(Figures gone) {
        if (figures == gone) {
            figures = null;
        }
    }

    /** Reads a changed configuration. One with an error leaves the listener as it is; the channel's component says what is wrong with it. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            wanted = Settings.of(properties).metricsListen();
        } catch (IllegalArgumentException e) {
            LOG.debug("The configuration has an error.", e);
        }
    }

    /** Where it listens; empty while it does not. */
    Optional<InetSocketAddress> address() {
        Listener now = listener;
        return now == null ? Optional.empty() : Optional.of(now.address());
    }

    private void look() {
        try {
            Optional<InetSocketAddress> now = wanted;
            if (!now.equals(opened)) {
                shut();
                say("");
                opened = now;
            }
            Listener open = listener;
            if (open != null) {
                open.look();
            } else if (now.isPresent()) {
                open(now.get());
            }
        } catch (RuntimeException | Error e) { // or nobody would look again: next time there may be memory, and threads
            if (say("stagedoor.operations: " + Settings.METRICS + ": the listener failed with "
                    + e.getClass().getName() + ". Stagedoor tries again")) {
                LOG.error("Could not look after the listener for metrics. Stagedoor tries again.", Redacted.of(e));
            }
        }
    }

    private void open(InetSocketAddress address) {
        try {
            Listener next = Listener.openToAll(NAME, address, new Probes(() -> Optional.ofNullable(figures)));
            listener = next;
            say("");
            LOG.info("Metrics and probes open on {}: whoever reaches this address may read them.", next.address());
        } catch (IOException e) {
            String problem = "stagedoor.operations: " + Settings.METRICS
                    + ": nobody can read metrics or probes, because " + shown(address) + " cannot be opened: "
                    + Redacted.message(e)
                    + ". Stagedoor tries again; choose another port, or stop the program that has it";
            if (say(problem)) {
                LOG.error("{}.", problem);
            }
        }
    }

    private static String shown(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }

    /** Whether this is news. */
    private synchronized boolean say(String problem) {
        boolean isNews = !problem.equals(trouble);
        trouble = problem;
        Figures now = figures;
        if (now != null) {
            now.health().listenerIs(problem);
        }
        return isNews;
    }

    private void shut() {
        Listener last = listener;
        listener = null;
        if (last != null) {
            last.close();
        }
    }

    /** Closes it. */
    @Deactivate
    void close() throws InterruptedException {
        clock.shutdown();
        if (!clock.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("The listener for metrics is still opening or closing.");
        }
        shut();
        say("");
    }
}
