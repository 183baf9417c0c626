package io.stagedoor.config;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.service.cm.Configuration;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that components have the configuration that Config Admin has. Apache Felix SCR asks for the properties first and for the change count then: of
 * two updates in a row it can take the first one's properties for the second's, and ignore the second. And it takes events in the
 * order in which several threads have them sent, which may be another one than that of the changes. A configuration that its
 * component does not have once things are quiet is delivered again: soon at first, then once a minute.
 */
final class InForce {

    private static final Logger LOG = LoggerFactory.getLogger(InForce.class);

    /** So many looks without a change are quiet. */
    private static final int QUIET_LOOKS = 2;

    private static final int MANY_TRIES = 3;

    /** After so many looks, a minute, it is tried again. */
    private static final int RETRY_LOOKS = 120;

    /** A configuration as it was looked at. */
    private static final class Seen {
        private long changeCount = -1;
        private int looks;
        private int tries;
        private boolean settled;
    }

    private final ServiceComponentRuntime components;
    private final Map<String, Seen> seen = new HashMap<>();

    InForce(ServiceComponentRuntime components) {
        this.components = components;
    }

    /** Something has happened to a configuration. For any thread. */
    synchronized void changed(String pid) {
        Seen known = seen.get(pid);
        if (known != null) {
            known.looks = 0;
            known.settled = false;
        }
    }

    /** Looks at one configuration. */
    void look(Configuration configuration) throws IOException {
        String pid = configuration.getPid();
        // Of a file with such a name UnusedFiles tells.
        if (pid.startsWith("stagedoor.") && !FileNames.isUnusable(pid) && isDue(configuration)) {
            check(configuration);
        }
    }

    synchronized void forgetAllBut(Set<String> pids) {
        seen.keySet().retainAll(pids);
    }

    private synchronized boolean isDue(Configuration configuration) {
        Seen known = seen.computeIfAbsent(configuration.getPid(), pid -> new Seen());
        long count = configuration.getChangeCount();
        if (known.changeCount != count) {
            known.changeCount = count;
            known.looks = 0;
            known.settled = false;
        }
        return !known.settled && ++known.looks > QUIET_LOOKS;
    }

    private void check(Configuration configuration) throws IOException {
        boolean reached = hasReached(configuration);
        if (!reached) {
            LOG.info("{}: not applied yet; Stagedoor tries again.", configuration.getPid());
            Redelivery.again(configuration);
        }
        int tries;
        synchronized (this) {
            Seen known = seen.computeIfAbsent(configuration.getPid(), pid -> new Seen());
            known.settled = reached;
            known.tries = reached ? 0 : known.tries + 1;
            known.looks = known.tries < MANY_TRIES ? 0 : -RETRY_LOOKS;
            known.changeCount = configuration.getChangeCount();
            tries = known.tries;
        }
        if (tries == MANY_TRIES) {
            LOG.warn(
                    "{}: not applied after {} attempts: its component does not accept it. Stagedoor tries once a minute. Look for an earlier line about this configuration.",
                    configuration.getPid(),
                    tries);
        }
    }

    private boolean hasReached(Configuration configuration) {
        String location = configuration.getBundleLocation();
        if (location != null && !location.startsWith("?")) {
            return true; // not for every bundle
        }
        String factoryPid = configuration.getFactoryPid();
        String pid = factoryPid == null ? configuration.getPid() : factoryPid;
        // With secrets put in, as components get it.
        Dictionary<String, Object> processed = configuration.getProcessedProperties(null);
        Map<String, Object> wanted = processed == null ? Map.of() : Values.of(processed);
        return components.getComponentDescriptionDTOs().stream()
                .filter(component -> Arrays.asList(component.configurationPid).contains(pid))
                .filter(component -> !"ignore".equals(component.configurationPolicy))
                .filter(components::isComponentEnabled)
                .allMatch(component -> has(component, configuration.getPid(), wanted));
    }

    private boolean has(ComponentDescriptionDTO component, String pid, Map<String, Object> wanted) {
        return components.getComponentConfigurationDTOs(component).stream()
                .filter(each -> pids(each).anyMatch(pid::equals))
                .anyMatch(each -> Values.same(configured(component, each, wanted), wanted));
    }

    private static Stream<?> pids(ComponentConfigurationDTO component) {
        Object pid = component.properties.get("service.pid");
        return pid instanceof Collection<?> all
                ? all.stream()
                : pid instanceof Object[] array ? Arrays.stream(array) : Stream.of(String.valueOf(pid));
    }

    /** What a component has of its configuration, and not of itself. */
    private static Map<String, Object> configured(
            ComponentDescriptionDTO component, ComponentConfigurationDTO each, Map<String, Object> wanted) {
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        each.properties.forEach((key, value) -> {
            boolean own = component.properties.containsKey(key) || key.startsWith("component.");
            if (wanted.containsKey(key) || !own) {
                values.put(key, value);
            }
        });
        values.keySet().removeAll(List.of("service.pid", "service.factoryPid", "service.bundleLocation", Values.FILE));
        return values;
    }
}
