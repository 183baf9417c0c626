package io.stagedoor.core.admission;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says by JMX what is configured, from when the gate is offered: {@code io.stagedoor:type=Bridge,bundle=ID}. */
public final class FrontEndStatus implements FrontEndMXBean, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FrontEndStatus.class);

    private final CoreState core;
    private final Supplier<List<String>> own;
    /** Each bundle's own: a new version may begin before the old one ends. */
    private final String name;

    private FrontEndStatus(CoreState core, Supplier<List<String>> own, String name) {
        this.core = core;
        this.own = own;
        this.name = name;
    }

    /**
     * Publishes the status. The front end decides without it, too.
     *
     * @param own what is wrong with the configuration of the front end itself
     * @param bundle its id: a new version may begin before the old one ends
     */
    public static FrontEndStatus publish(CoreState core, Supplier<List<String>> own, long bundle) {
        FrontEndStatus status = new FrontEndStatus(core, own, "io.stagedoor:type=Bridge,bundle=" + bundle);
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
        return Stream.concat(core.problems().stream(), own.get().stream()).toArray(String[]::new);
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
