package io.stagedoor.red5.bridge;

import io.stagedoor.core.admission.CoreState;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says by JMX what is configured, from when the gate is offered: {@code io.stagedoor:type=Bridge,bundle=ID}. */
final class BridgeStatus implements BridgeMXBean, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BridgeStatus.class);

    private final CoreState core;
    private final ServerSettings server;
    /** Each bundle's own: a new version may begin before the old one ends. */
    private final String name;

    private BridgeStatus(CoreState core, ServerSettings server, String name) {
        this.core = core;
        this.server = server;
        this.name = name;
    }

    /** Publishes the status. The bridge decides without it, too. */
    static BridgeStatus publish(CoreState core, ServerSettings server, long bundle) {
        BridgeStatus status = new BridgeStatus(core, server, "io.stagedoor:type=Bridge,bundle=" + bundle);
        try {
            beans().registerMBean(status, ObjectName.getInstance(status.name));
        } catch (JMException e) {
            LOG.warn("The status is not available over JMX: {}", e.toString());
        }
        return status;
    }

    @Override
    public String[] getApplications() {
        return core.applicationNames().toArray(String[]::new);
    }

    @Override
    public String[] getDeciders() {
        return core.deciders().entrySet().stream()
                .map(application -> application.getKey() + "=" + String.join(", ", application.getValue()))
                .toArray(String[]::new);
    }

    @Override
    public String[] getClosed() {
        return core.closed().toArray(String[]::new);
    }

    @Override
    public String[] getProblems() {
        return Stream.concat(core.problems().stream(), server.problems().stream())
                .toArray(String[]::new);
    }

    @Override
    public void close() {
        try {
            beans().unregisterMBean(ObjectName.getInstance(name));
        } catch (JMException e) {
            LOG.debug("The status was not published.", e);
        }
    }

    private static MBeanServer beans() {
        return ManagementFactory.getPlatformMBeanServer();
    }
}
