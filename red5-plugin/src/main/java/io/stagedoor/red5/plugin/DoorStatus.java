package io.stagedoor.red5.plugin;

import io.stagedoor.red5.plugin.guard.Guard;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;
import org.red5.server.api.IServer;
import org.red5.server.api.scope.IGlobalScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says by JMX whether the door is in force: {@code io.stagedoor:type=Door}. */
final class DoorStatus implements DoorMXBean, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DoorStatus.class);
    private static final String NAME = "io.stagedoor:type=Door";

    private final IServer server;
    private final Guard guard;
    private final Supplier<AutoCloseable> framework;

    private DoorStatus(IServer server, Guard guard, Supplier<AutoCloseable> framework) {
        this.server = server;
        this.guard = guard;
        this.framework = framework;
    }

    /**
     * Publishes the status. A server without it decides all the same.
     *
     * @param framework the one that runs; {@code null} for none
     */
    static DoorStatus publish(IServer server, Guard guard, Supplier<AutoCloseable> framework) {
        DoorStatus status = new DoorStatus(server, guard, framework);
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
        return guard.closedBecause();
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
        Set<String> names = new TreeSet<>();
        for (Iterator<IGlobalScope> scopes = server.getGlobalScopes(); scopes.hasNext(); ) {
            names.addAll(scopes.next().getScopeNames());
        }
        return names.toArray(String[]::new);
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
