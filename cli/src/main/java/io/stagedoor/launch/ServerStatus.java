package io.stagedoor.launch;

import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What Stagedoor says of itself by JMX in this process, as one line: {@code key=value} pairs, URL-encoded, with {@code &} between. */
final class ServerStatus {

    private static final String DOOR = "io.stagedoor:type=Door";
    private static final String BRIDGES = "io.stagedoor:type=Bridge,*";

    private ServerStatus() {}

    /** The line of this moment; empty while Stagedoor is not loaded. */
    static String line() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        List<String> pairs = new ArrayList<>();
        try {
            ObjectName door = ObjectName.getInstance(DOOR);
            if (beans.isRegistered(door)) {
                add(pairs, beans, door, "Started", "started");
                add(pairs, beans, door, "Outage", "outage");
                add(pairs, beans, door, "Applications", "application");
                for (ObjectName bridge : beans.queryNames(ObjectName.getInstance(BRIDGES), null)) {
                    add(pairs, beans, bridge, "Applications", "configured");
                    add(pairs, beans, bridge, "Deciders", "decider");
                    add(pairs, beans, bridge, "Problems", "problem");
                    add(pairs, beans, bridge, "Closed", "closed");
                }
            }
        } catch (JMException e) { // one of them has just gone
            return "";
        }
        return String.join("&", pairs);
    }

    private static void add(List<String> pairs, MBeanServer beans, ObjectName bean, String attribute, String key)
            throws JMException {
        Object value = beans.getAttribute(bean, attribute);
        String[] values = value instanceof String[] several ? several : new String[] {String.valueOf(value)};
        for (String each : values) {
            pairs.add(key + "=" + URLEncoder.encode(each, StandardCharsets.UTF_8));
        }
    }
}
