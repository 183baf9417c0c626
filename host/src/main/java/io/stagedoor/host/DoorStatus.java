package io.stagedoor.host;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says by JMX whether the door is in force: {@code io.stagedoor:type=Door}. */
public final class DoorStatus implements DoorMXBean, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DoorStatus.class);
    private static final String NAME = "io.stagedoor:type=Door";

    private final Supplier<@Nullable AutoCloseable> framework;
    private final Supplier<String> outage;
    private final Supplier<Set<String>> applications;

    private DoorStatus(
            Supplier<@Nullable AutoCloseable> framework, Supplier<String> outage, Supplier<Set<String>> applications) {
        this.framework = framework;
        this.outage = outage;
        this.applications = applications;
    }

    /**
     * Publishes the status. A server without it decides all the same.
     *
     * @param framework the one that runs, as {@link FrameworkLoader#start} gives it; {@code null} for none
     * @param outage why every client is refused; empty while configuration decides
     * @param applications the names of those that the server has started
     */
    public static DoorStatus publish(
            Supplier<@Nullable AutoCloseable> framework, Supplier<String> outage, Supplier<Set<String>> applications) {
        DoorStatus status = new DoorStatus(framework, outage, applications);
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(status, ObjectName.getInstance(NAME));
        } catch (JMException e) {
            LOG.warn("The status is not available over JMX: {}", e.toString());
        }
        return status;
    }

    @Override
    public boolean isStarted() {
        return framework.get() != null;
    }

    @Override
    public String getOutage() {
        return outage.get();
    }

    /** The host is a class of another loader: it is known here by a type of the JDK. */
    @Override
    public String[] getBundleProblems() {
        return framework.get() instanceof Supplier<?> host && host.get() instanceof Map<?, ?> problems
                ? new TreeMap<>(problems)
                        .entrySet().stream()
                                .map(one -> one.getKey() + ": " + one.getValue())
                                .toArray(String[]::new)
                : new String[0];
    }

    @Override
    public String[] getApplications() {
        return applications.get().toArray(String[]::new);
    }

    @Override
    public void close() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(ObjectName.getInstance(NAME));
        } catch (JMException e) {
            LOG.debug("The status was not published.", e);
        }
    }
}
