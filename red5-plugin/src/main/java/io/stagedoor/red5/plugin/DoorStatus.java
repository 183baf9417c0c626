package io.stagedoor.red5.plugin;

import io.stagedoor.red5.plugin.guard.Guard;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
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
    private final BooleanSupplier started;

    private DoorStatus(IServer server, Guard guard, BooleanSupplier started) {
        this.server = server;
        this.guard = guard;
        this.started = started;
    }

    /**
     * Publishes the status. A server without it decides all the same.
     *
     * @param started whether the framework runs
     */
    static DoorStatus publish(IServer server, Guard guard, BooleanSupplier started) {
        DoorStatus status = new DoorStatus(server, guard, started);
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(status, ObjectName.getInstance(NAME));
        } catch (JMException e) {
            LOG.warn("The status is not available over JMX: {}", e.toString());
        }
        return status;
    }

    @Override
    public boolean isStarted() {
        return started.getAsBoolean();
    }

    @Override
    public String getOutage() {
        return guard.closedBecause();
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
