package io.stagedoor.host.felix;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The authenticators of a {@link Rehearsal}, and which of them applications name. */
final class Authenticators {

    private static final String AUTHENTICATOR = "io.stagedoor.auth.Authenticator";
    private static final String NAME = "authenticator.name";
    private static final String APPLICATION = "io.stagedoor.core.settings.Application";

    private Authenticators() {}

    /** By the PID of the configuration, the name. */
    static Map<String, String> in(BundleContext context) {
        Map<String, String> names = new TreeMap<>();
        for (ServiceReference<?> reference : all(context, AUTHENTICATOR)) {
            if (reference.getProperty(Constants.SERVICE_PID) instanceof String pid) {
                names.put(pid, String.valueOf(reference.getProperty(NAME)));
            }
        }
        return names;
    }

    /** By the PID of the configuration, what the authenticator says of itself. */
    static Map<String, String> problems(BundleContext context) {
        Map<String, String> problems = new TreeMap<>();
        for (ServiceReference<?> reference : all(context, AUTHENTICATOR)) {
            Optional<?> problem = (Optional<?>)
                    new Reflected(context.getService(reference)).call("problem").value();
            if (reference.getProperty(Constants.SERVICE_PID) instanceof String pid) {
                problem.ifPresent(text -> problems.put(pid, text.toString()));
            }
        }
        return problems;
    }

    /** The names in the applications' configurations; empty if one of these cannot be read, and may name any. */
    static Optional<Set<String>> named(BundleContext context) {
        Set<String> names = new TreeSet<>();
        for (ServiceReference<?> reference : all(context, APPLICATION)) {
            Optional<?> settings = (Optional<?>) new Reflected(context.getService(reference))
                    .call("settings")
                    .value();
            if (settings.isEmpty()) {
                return Optional.empty();
            }
            Reflected deciders = new Reflected(settings.get()).call("deciders");
            ((Collection<?>) deciders.call("shadows").value()).forEach(name -> names.add(name.toString()));
            Map<?, ?> chains = (Map<?, ?>) deciders.call("authenticators").value();
            chains.values().forEach(chain -> ((Collection<?>) chain).forEach(name -> names.add(name.toString())));
        }
        return Optional.of(names);
    }

    private static ServiceReference<?>[] all(BundleContext context, String type) {
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(type, null);
            return references == null ? new ServiceReference<?>[0] : references;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
