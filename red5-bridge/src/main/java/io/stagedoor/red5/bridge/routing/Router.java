package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.Authenticator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the routing table up to date with the configurations and authenticators that come and go. Readers take the table of the
 * moment without a lock.
 */
@Component(service = Router.class)
public final class Router {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** Of two services of one name, the later one in this order counts. */
    private static final Comparator<ServiceReference<?>> BY_RANK = Comparator.<ServiceReference<?>>comparingInt(
                    Router::ranking)
            .thenComparing(reference -> reference.getBundle().getVersion())
            .thenComparingLong(reference -> (Long) reference.getProperty("service.id"));

    private final ReentrantLock changing = new ReentrantLock();
    private final Map<Long, Application> applications = new TreeMap<>();
    private final Map<ServiceReference<Authenticator>, Authenticator> authenticators = new HashMap<>();

    private volatile RoutingTable table = RoutingTable.EMPTY;

    /** What is in force for an application at this moment; empty if it is not configured. */
    public Optional<Route> route(String application) {
        return table.route(application);
    }

    /** The number of the table of the moment: counts the changes. */
    public long generation() {
        return table.generation();
    }

    /** How many configurations of applications are known. */
    public int applications() {
        changing.lock();
        try {
            return applications.size();
        } finally {
            changing.unlock();
        }
    }

    /** All that keeps configurations and authenticators from working as they should; each names the setting and what to do. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        changing.lock();
        try {
            applications.values().forEach(application -> application.problem().ifPresent(problems::add));
            problems.addAll(duplicates());
            authenticators
                    .values()
                    .forEach(authenticator -> problemOf(authenticator).ifPresent(problems::add));
        } finally {
            changing.unlock();
        }
        unbound()
                .forEach(
                        name -> problems.add(
                                "authenticator: '" + name
                                        + "' is named by an application's configuration, but no authenticator has this name: add its configuration to stagedoor/conf, or its bundle to stagedoor/bundles"));
        return problems;
    }

    /** The names of authenticators that configurations refer to and no service has. */
    public Set<String> unbound() {
        Set<String> names = new HashSet<>();
        for (Route route : table.routes()) {
            if (route.settings().map(ApplicationSettings::active).orElse(false)) {
                route.chain().stream()
                        .filter(link -> link.authenticator().isEmpty())
                        .forEach(link -> names.add(link.name()));
            }
        }
        return names;
    }

    private static Optional<String> problemOf(Authenticator authenticator) {
        try {
            return authenticator.problem();
        } catch (RuntimeException | LinkageError e) { // somebody else's code
            return Optional.of("an authenticator cannot say how it is: " + e);
        }
    }

    private List<String> duplicates() {
        Set<String> seen = new HashSet<>();
        return applications.values().stream()
                .map(Application::name)
                .filter(name -> !seen.add(name))
                .map(name -> "application: there is more than one configuration for '" + name
                        + "'; the oldest is in force, remove the others")
                .toList();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindApplication(ServiceReference<Application> reference, Application application) {
        change(() -> applications.put((Long) reference.getProperty("service.id"), application));
    }

    void updatedApplication(ServiceReference<Application> reference, Application application) {
        bindApplication(reference, application);
    }

    void unbindApplication(ServiceReference<Application> reference) {
        change(() -> applications.remove((Long) reference.getProperty("service.id")));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAuthenticator(ServiceReference<Authenticator> reference, Authenticator authenticator) {
        if (nameOf(reference).isEmpty()) {
            LOG.error(
                    "The authenticator of {} has no service property '{}', and is ignored.",
                    reference.getBundle(),
                    Authenticator.NAME);
            return;
        }
        LOG.info("The authenticator '{}' is there, from {}.", nameOf(reference), reference.getBundle());
        change(() -> authenticators.put(reference, authenticator));
    }

    void updatedAuthenticator(ServiceReference<Authenticator> reference, Authenticator authenticator) {
        change(() -> authenticators.put(reference, authenticator));
    }

    void unbindAuthenticator(ServiceReference<Authenticator> reference) {
        LOG.info("The authenticator '{}' is gone.", nameOf(reference));
        change(() -> authenticators.remove(reference));
    }

    private void change(Runnable change) {
        changing.lock();
        try {
            change.run();
            table = RoutingTable.of(applications.values(), byName(), table.generation() + 1);
        } finally {
            changing.unlock();
        }
    }

    private Map<String, Authenticator> byName() {
        Map<String, Authenticator> byName = new HashMap<>();
        authenticators.keySet().stream()
                .filter(reference -> reference.getBundle() != null)
                .sorted(BY_RANK)
                .forEach(reference -> byName.put(nameOf(reference), authenticators.get(reference)));
        return byName;
    }

    private static String nameOf(ServiceReference<?> reference) {
        return reference.getProperty(Authenticator.NAME) instanceof String name ? name : "";
    }

    private static int ranking(ServiceReference<?> reference) {
        return reference.getProperty("service.ranking") instanceof Integer ranking ? ranking : 0;
    }
}
