package io.stagedoor.operations.health;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the hook and the front ends say of themselves by JMX: this bundle knows none of them. */
public final class ServerBeans {

    private static final Logger LOG = LoggerFactory.getLogger(ServerBeans.class);

    private static final String DOOR = "io.stagedoor:type=Door";

    private ServerBeans() {}

    /** Why every client is refused; empty while configuration decides, and where there is no hook. */
    static String outage() {
        List<String> found = values(DOOR, "Outage");
        return found.isEmpty() ? "" : found.get(0);
    }

    /** What is wrong, in the core and in the front ends. */
    static Set<String> problems() {
        return new LinkedHashSet<>(values("io.stagedoor:type=Bridge,*", "Problems"));
    }

    /** By file of {@code stagedoor/bundles}, why it is no running bundle; empty where there is no hook, or one of an earlier version. */
    public static Map<String, String> bundleProblems() {
        Map<String, String> problems = new TreeMap<>();
        for (String line : values(DOOR, "BundleProblems")) {
            int colon = line.indexOf(": ");
            problems.put(line.substring(0, Math.max(colon, 0)), line.substring(colon < 0 ? 0 : colon + 2));
        }
        return problems;
    }

    private static List<String> values(String beans, String attribute) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<String> found = new ArrayList<>();
        try {
            for (ObjectName bean : server.queryNames(ObjectName.getInstance(beans), null)) {
                Object value = server.getAttribute(bean, attribute);
                if (value instanceof String[] several) {
                    found.addAll(List.of(several));
                } else if (value instanceof String one) {
                    found.add(one);
                }
            }
        } catch (JMException e) { // one of them has just gone
            LOG.debug("Could not read {} of {}.", attribute, beans, e);
        }
        return found;
    }
}
