package io.stagedoor.red5.bridge.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the server that serve all requests over HTTP, and how many of them may wait for one authenticator: a third, so that
 * one that hangs leaves the others to everyone else.
 */
public final class ServerThreads {

    private static final Logger LOG = LoggerFactory.getLogger(ServerThreads.class);

    private static final String POOLS = "*:type=ThreadPool,*";
    /** What Tomcat has if nobody says otherwise. */
    private static final int USUAL = 200;

    private static final int PART = 3;
    private static final int LEAST = 4;

    private final MBeanServerConnection beans;
    /** Asked for with a request: Tomcat is there by then. */
    private volatile int share;

    /** Those of the server in this process. */
    public ServerThreads() {
        this(ManagementFactory.getPlatformMBeanServer());
    }

    ServerThreads(MBeanServer beans) {
        this.beans = beans;
    }

    /** How many may wait for one authenticator. */
    public int share() {
        if (share == 0) {
            share = Math.max(LEAST, smallest() / PART);
            LOG.debug("At most {} requests wait for one authenticator.", share);
        }
        return share;
    }

    /** Of several, each serves everyone who comes by its port. */
    private int smallest() {
        int smallest = 0;
        try {
            for (ObjectName pool : beans.queryNames(new ObjectName(POOLS), null)) {
                int threads = beans.getAttribute(pool, "maxThreads") instanceof Integer most ? most : 0;
                smallest = threads > 0 && (smallest == 0 || threads < smallest) ? threads : smallest;
            }
        } catch (JMException | IOException | RuntimeException e) { // not managed, or not Tomcat's
            LOG.debug("The server does not say how many threads it has.", e);
        }
        return smallest == 0 ? USUAL : smallest;
    }
}
