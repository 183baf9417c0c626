package io.stagedoor.auth.jwt.internal.status;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says by JMX how an issuer is: {@code io.stagedoor:type=Issuer,bundle=ID,pid="PID"}. Thread-safe. */
public final class IssuerStatus implements IssuerMXBean, AutoCloseable {

    /** So many keys and places are shown: a provider may publish a thousand. */
    static final int MOST = 100;

    private static final Logger LOG = LoggerFactory.getLogger(IssuerStatus.class);

    private final Supplier<View> view;
    /** Each bundle's own: a new version may begin before the old one ends. */
    private final String name;

    private IssuerStatus(Supplier<View> view, String name) {
        this.view = view;
        this.name = name;
    }

    /**
     * Publishes the status. The issuer judges without it, too.
     *
     * @param view looks at the issuer; called by any thread, and must not wait
     * @param pid of its configuration
     * @param bundle the id of the bundle
     */
    public static IssuerStatus publish(Supplier<View> view, String pid, long bundle) {
        IssuerStatus status =
                new IssuerStatus(view, "io.stagedoor:type=Issuer,bundle=" + bundle + ",pid=" + ObjectName.quote(pid));
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(status, ObjectName.getInstance(status.name));
        } catch (JMException e) {
            LOG.warn("{}: the status is not available over JMX: {}", pid, e.toString());
        }
        return status;
    }

    @Override
    public String getName() {
        return view.get().name();
    }

    @Override
    public String getIssuer() {
        return view.get().issuer();
    }

    @Override
    public String getProblem() {
        return view.get().problem();
    }

    @Override
    public int getKeyCount() {
        return view.get().keys().size();
    }

    @Override
    public KeyStatus[] getKeys() {
        return view.get().keys().stream().limit(MOST).toArray(KeyStatus[]::new);
    }

    @Override
    public PlaceStatus[] getPlaces() {
        return view.get().places().stream().limit(MOST).toArray(PlaceStatus[]::new);
    }

    @Override
    public void close() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(ObjectName.getInstance(name));
        } catch (JMException e) {
            LOG.debug("The status was not published.", e);
        }
    }
}
