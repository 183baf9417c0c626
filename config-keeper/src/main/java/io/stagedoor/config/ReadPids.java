package io.stagedoor.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * The PIDs that bundles read: of components, and of services that Config Admin updates.
 *
 * @param all every PID and every factory PID
 * @param factories those that are known to be factory PIDs: a file of one has a name behind a dash
 * @param single those that are known to be no factory PIDs: a file of one has no name
 */
record ReadPids(Set<String> all, Set<String> factories, Set<String> single) {

    private static final String METATYPE = "OSGI-INF/metatype";
    private static final Pattern DESIGNATE = Pattern.compile("<Designate\\b[^>]*?\\b(factoryPid|pid)=\"([^\"]+)\"");

    ReadPids {
        all = Set.copyOf(all);
        factories = Set.copyOf(factories);
        single = Set.copyOf(single);
    }

    /** What bundles read at this moment. */
    static ReadPids now(BundleContext context, ServiceComponentRuntime components) {
        Set<String> all = new HashSet<>();
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
            if (!"ignore".equals(component.configurationPolicy)) {
                all.addAll(Arrays.asList(component.configurationPid));
            }
        }
        Set<String> factories = services(context, "org.osgi.service.cm.ManagedServiceFactory");
        Set<String> single = services(context, "org.osgi.service.cm.ManagedService");
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING) {
                designated(bundle, factories, single);
            }
        }
        all.addAll(factories);
        all.addAll(single);
        single.removeAll(factories);
        return new ReadPids(all, factories, single);
    }

    /** The same, and PIDs that are no factory PIDs. */
    ReadPids with(Set<String> more) {
        Set<String> together = new HashSet<>(all);
        together.addAll(more);
        Set<String> alone = new HashSet<>(single);
        alone.addAll(more);
        return new ReadPids(together, factories, alone);
    }

    private static Set<String> services(BundleContext context, String type) {
        Set<String> pids = new HashSet<>();
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(type, null);
            for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
                Object pid = reference.getProperty(Constants.SERVICE_PID);
                if (pid instanceof String one) {
                    pids.add(one);
                } else if (pid instanceof String[] several) {
                    pids.addAll(List.of(several));
                } else if (pid instanceof Iterable<?> several) {
                    several.forEach(one -> pids.add(String.valueOf(one)));
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return pids;
    }

    /** What a bundle's metatype says: nothing else tells a factory PID from a PID. */
    private static void designated(Bundle bundle, Set<String> factories, Set<String> single) {
        Enumeration<URL> files = bundle.findEntries(METATYPE, "*.xml", false);
        for (URL file : files == null ? List.<URL>of() : Collections.list(files)) {
            try (InputStream in = file.openStream()) {
                Matcher matcher = DESIGNATE.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                while (matcher.find()) {
                    (matcher.group(1).equals("factoryPid") ? factories : single).add(matcher.group(2));
                }
            } catch (IOException e) {
                // The bundle is being replaced, and is looked at again.
                continue;
            }
        }
    }
}
