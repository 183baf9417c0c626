package io.stagedoor.core.routing;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.core.meter.Meters;
import io.stagedoor.core.settings.Application;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.Deciders;
import io.stagedoor.core.settings.OnChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates the routing table when configurations and authenticators are registered or unregistered. Readers use the
 * current table without a lock.
 */
@Component(service = Router.class)
public final class Router {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** Of two services of one name, the later one in this order counts. */
    private static final Comparator<ServiceReference<?>> BY_RANK = Comparator.<ServiceReference<?>>comparingInt(
                    Router::ranking)
            .thenComparing(reference -> reference.getBundle().getVersion())
            .thenComparingLong(Router::idOf);

    private static final int MOST_FACTS = 16;
    private static final int MOST_CLOSED = 8;
    private static final Duration TO_MEASURE = Duration.ofMillis(500);

    private final boolean mayBlock;
    private final BooleanSupplier stopping;
    private final ReentrantLock changing = new ReentrantLock();
    private final ConfiguredApplications applications = new ConfiguredApplications();
    private final Map<ServiceReference<Authenticator>, Bound> authenticators = new HashMap<>();
    private final Map<String, Gone> gone = new HashMap<>();
    private final Rivals rivalApplications =
            new Rivals("Application", "Remove or rename the other: after a restart either may be in force.");
    private final Rivals rivalAuthenticators = new Rivals(
            "Authenticator", "Give the other another name, or remove it: after a restart either may be in force.");
    /** Shows whoever reads the log a PID: the file that it comes from. */
    private final UnaryOperator<String> shownPid;

    private final Condition changed = changing.newCondition();

    private boolean closed;
    /** Whether a bundle is running that reads the configuration of a PID. */
    private final Predicate<String> isRead;

    private volatile Map<String, Missing.Claim> configuredNames = Map.of();
    private final Told told = new Told();
    private final Measuring measuring = new Measuring(TO_MEASURE);
    private final RemovedApplications removedApplications = new RemovedApplications();
    private volatile RoutingTable table = RoutingTable.EMPTY;

    /** Reads from the framework property {@code stagedoor.mayBlock} whether threads of the server may wait. */
    @Activate
    public Router(BundleContext context) {
        this(
                !"false".equals(context.getProperty("stagedoor.mayBlock")),
                isStopping(context.getBundle()),
                new ConfFolder(Path.of(String.valueOf(context.getProperty("stagedoor.home")), "conf"))::shown,
                new Readers(context));
    }

    Router(boolean mayBlock, BooleanSupplier stopping, UnaryOperator<String> shownPid, Predicate<String> isRead) {
        this.isRead = isRead;
        this.mayBlock = mayBlock;
        this.stopping = stopping;
        this.shownPid = shownPid;
    }

    private static BooleanSupplier isStopping(Bundle self) {
        return () -> self.getState() == Bundle.STOPPING;
    }

    /** Whether a thread of the server that waits makes only its own client wait. */
    boolean mayBlock() {
        return mayBlock;
    }

    /** What is in force for an application at this moment; empty if it is not configured. */
    public Optional<Route> route(String application) {
        return table.route(application);
    }

    /**
     * What metrics know an application by: the name in the configuration that judges its clients, which strangers cannot choose.
     *
     * @return {@code *} where the configuration of all others judges them, {@link Meters#OTHER} where none does
     */
    public String metered(String application) {
        return table.metered(application);
    }

    /** The authenticator of a name as it is now. */
    Route.Link link(String name) {
        return table.link(name);
    }

    /**
     * Waits until somebody has a name.
     *
     * @param until how long, by {@link System#nanoTime}; asked anew after each change
     */
    Route.Link await(String name, ToLongFunction<Route.Link> until) throws InterruptedException {
        changing.lock();
        try {
            Route.Link link = table.link(name);
            long left = link.bound().isPresent() ? 0 : until.applyAsLong(link) - System.nanoTime();
            while (!closed && left > 0) {
                changed.awaitNanos(left);
                link = table.link(name);
                left = link.bound().isPresent() ? 0 : until.applyAsLong(link) - System.nanoTime();
            }
            return link;
        } finally {
            changing.unlock();
        }
    }

    /** Lets go of all that wait: this bundle is on its way out, and what comes back comes to its successor. */
    @Deactivate
    void close() {
        changing.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            changing.unlock();
        }
        measuring.close();
    }

    /** The number of the table of the moment: counts the changes. */
    public long generation() {
        return table.generation();
    }

    /** The names that authenticators have. */
    public Set<String> registered() {
        return new TreeSet<>(table.registered());
    }

    /** What an operator knows an authenticator by: its name, and the file of its configuration if it has one and is there. */
    public String shown(String name) {
        return table.link(name).bound().map(Bound::shown).orElse("'" + name + "'");
    }

    /** Every authenticator that is there, by its name: those that another of the same name keeps from being asked, too. */
    public List<Registered> authenticators() {
        Map<ServiceReference<Authenticator>, Bound> there;
        changing.lock();
        try {
            there = Map.copyOf(authenticators);
        } finally {
            changing.unlock();
        }
        Map<String, List<String>> deciders = deciders();
        return there.entrySet().stream()
                .map(one -> registered(one.getKey(), one.getValue(), deciders))
                .sorted(Comparator.comparing(Registered::name).thenComparing(Registered::bundle))
                .toList();
    }

    private Registered registered(
            ServiceReference<Authenticator> reference, Bound bound, Map<String, List<String>> deciders) {
        boolean isAsked = table.link(bound.name()).bound().filter(bound::equals).isPresent();
        Bundle bundle = reference.getBundle();
        return new Registered(
                bound.name(),
                fileOf(reference),
                bundle == null ? "" : String.valueOf(bundle.getSymbolicName()),
                isAsked
                        ? deciders.entrySet().stream()
                                .filter(one -> one.getValue().contains(bound.name()))
                                .map(Map.Entry::getKey)
                                .toList()
                        : List.of(),
                problemOf(bound.authenticator()).orElse(""),
                factsOf(bound.authenticator()));
    }

    /**
     * By the name of each authenticator that is asked, what tells its configuration from another one; not of those whose configuration is not known, or
     * that have none. Not for showing: a weak secret could be found by it.
     */
    public Map<String, String> configured() {
        Map<String, String> configured = new TreeMap<>();
        for (String name : table.registered()) {
            table.link(name)
                    .bound()
                    .filter(Bound::isConfigured)
                    .ifPresent(bound -> configured.put(name, bound.configured()));
        }
        return configured;
    }

    /** How many configurations of applications are known. */
    public int applications() {
        changing.lock();
        try {
            return applications.all().size();
        } finally {
            changing.unlock();
        }
    }

    /** The names of the applications that are configured. */
    public Set<String> applicationNames() {
        changing.lock();
        try {
            return applications.all().stream().map(Application::name).collect(Collectors.toCollection(TreeSet::new));
        } finally {
            changing.unlock();
        }
    }

    /** By the name of each configured application, the file of its configuration. */
    public Map<String, String> applicationFiles() {
        changing.lock();
        try {
            Map<String, String> files = new TreeMap<>();
            applications.all().stream()
                    .filter(application -> !application.name().isEmpty())
                    .forEach(application -> files.putIfAbsent(application.name(), application.where()));
            return files;
        } finally {
            changing.unlock();
        }
    }

    /** By the name of each configured application, the names of the authenticators that are asked; none if nobody is asked. */
    public Map<String, List<String>> deciders() {
        Map<String, List<String>> deciders = new TreeMap<>();
        for (String name : applicationNames()) {
            deciders.put(name, table.route(name).map(Route::deciders).orElse(List.of()));
        }
        return deciders;
    }

    /** The PIDs of the configurations that decide, one for each application. */
    public Set<String> configurations() {
        changing.lock();
        try {
            Set<String> names = new HashSet<>();
            return applications.all().stream()
                    .filter(application -> names.add(application.name()))
                    .map(Application::pid)
                    .collect(Collectors.toSet());
        } finally {
            changing.unlock();
        }
    }

    /**
     * Takes note of how the services are configured: one that comes in the place of another may be, otherwise.
     *
     * @param configured by PID, a text for each configuration that is another when that says something else
     */
    public void lookAt(Map<String, String> configured) {
        Map<ServiceReference<Authenticator>, Bound> there;
        List<Gone> away;
        changing.lock();
        try {
            there = Map.copyOf(authenticators);
            away = List.copyOf(gone.values());
        } finally {
            changing.unlock();
        }
        there.forEach((reference, bound) -> bound.configured(configured.get(pidOf(reference))));
        Set<String> pids = there.keySet().stream().map(Router::pidOf).collect(Collectors.toSet());
        away.forEach(last -> last.lookAt(configured.keySet(), pids));
        told.look(configuredNames.keySet(), configured.values());
    }

    /**
     * Takes note of how many applications are configured. An application that is not configured in {@value RemovedApplications#LOOKS} looks in a row was removed.
     * Looks are half a second apart.
     *
     * @param configured may be fewer than are known here: a configuration that was removed is forgotten a moment later
     */
    public void lookAtApplications(int configured) {
        if (applications() >= configured) { // or one that is configured has not come back yet, and is not removed
            removedApplications.look();
        }
    }

    /**
     * What was to be done with the clients of an application whose configuration was removed.
     *
     * @return empty if the application is configured, or its configuration went a moment ago, or this bundle never knew it
     */
    public Optional<OnChange> removedApplication(String application) {
        return table.route(application).isPresent() ? Optional.empty() : removedApplications.of(application);
    }

    /** All that keeps configurations and authenticators from working as they should; each names the setting and what to do. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        List<Bound> there;
        changing.lock();
        try {
            applications.all().forEach(application -> application.problem().ifPresent(problems::add));
            problems.addAll(rivalApplications.problems());
            problems.addAll(rivalAuthenticators.problems());
            there = List.copyOf(authenticators.values());
        } finally {
            changing.unlock();
        }
        RoutingTable now = table;
        // Whom no application asks refuses nobody; its problem is shown with it.
        Set<String> asked = asked(now);
        there.stream()
                .filter(bound -> asked.contains(bound.name()))
                .forEach(bound -> problemOf(bound.authenticator()).ifPresent(problems::add));
        missing(now, link -> true).forEach((name, why) -> problems.add(why));
        problems.addAll(missingShadows(now));
        now.routes().forEach(route -> problems.addAll(route.neverAsked()));
        return problems;
    }

    /** The names that applications have for authenticators, those that are asked only to compare included. */
    private static Set<String> asked(RoutingTable now) {
        return now.routes().stream()
                .flatMap(route -> Stream.concat(
                        route.chains().values().stream().flatMap(List::stream).map(Route.Link::name),
                        route.shadows().stream()))
                .collect(Collectors.toSet());
    }

    /**
     * Why every client of every application is refused, whatever it shows.
     *
     * @return a sentence for each application, of many for some; empty if one of them has an authenticator, or clients wait for it, or are let in unasked
     */
    public List<String> closed() {
        RoutingTable now = table;
        if (now.routes().isEmpty()) {
            return List.of("no application is configured: every client is refused");
        }
        List<String> reasons = new ArrayList<>();
        for (Route route : now.routes()) {
            Optional<String> closed = closed(route);
            if (closed.isEmpty()) {
                return List.of();
            }
            reasons.add(closed.get());
        }
        return reasons.stream().sorted().limit(MOST_CLOSED).toList();
    }

    private Optional<String> closed(Route route) {
        if (route.settings().isEmpty()) {
            return Optional.of(route.where() + ": the configuration has an error, and there was no good one before");
        }
        ApplicationSettings settings = route.settings().get();
        boolean isOpen = !settings.active()
                || !settings.deciders().off().isEmpty()
                || route.chains().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(link -> link.bound().isPresent() || route.isWithinGrace(link));
        return isOpen
                ? Optional.empty()
                : route.chains().values().stream()
                        .flatMap(List::stream)
                        .map(Route.Link::name)
                        .sorted()
                        .findFirst()
                        .map(name -> missing(route, name));
    }

    /** The names of authenticators that configurations refer to and no service has. */
    public Set<String> unbound() {
        return missing(table, link -> true).keySet();
    }

    /** By name, why no service has a name that configurations refer to: without those that a service had and may have again. */
    public Map<String, String> misnamed() {
        return missing(table, link -> link.gone().map(Gone::isRemoved).orElse(true));
    }

    private Map<String, String> missing(RoutingTable now, Predicate<Route.Link> which) {
        Missing missing = new Missing(now.registered(), configuredNames);
        Map<String, String> found = new TreeMap<>();
        for (Route route : now.routes()) {
            if (route.settings().map(ApplicationSettings::active).orElse(false)) {
                route.chains().values().stream()
                        .flatMap(List::stream)
                        .filter(link -> link.bound().isEmpty())
                        .filter(which)
                        .map(Route.Link::name)
                        .filter(name -> !found.containsKey(name))
                        .forEach(name -> found.put(name, missing.text(name, route.where())));
            }
        }
        return found;
    }

    /** Why no service has a name that is to be asked beside: nobody is refused for it. */
    private List<String> missingShadows(RoutingTable now) {
        Missing missing = new Missing(now.registered(), configuredNames);
        return now.routes().stream()
                .filter(route ->
                        route.settings().map(ApplicationSettings::active).orElse(false))
                .flatMap(route -> route.shadows().stream()
                        .filter(name -> now.link(name).bound().isEmpty())
                        .map(name -> missing.text(name, Deciders.SHADOW, route.where())
                                + "; clients are not affected, and nothing is compared"))
                .distinct()
                .sorted()
                .toList();
    }

    /** By the name of each configured application that has authenticators asked beside, what is in force for it. */
    public Map<String, Route> shadowed() {
        RoutingTable now = table;
        Map<String, Route> shadowed = new TreeMap<>();
        for (String name : now.names()) {
            now.route(name)
                    .filter(route -> !route.shadows().isEmpty())
                    .filter(route ->
                            route.settings().map(ApplicationSettings::active).orElse(false))
                    .ifPresent(route -> shadowed.put(name, route));
        }
        return shadowed;
    }

    /**
     * How an authenticator is configured, for telling that from another configuration. Not for showing.
     *
     * @return empty if that is not known
     */
    public Optional<String> configured(String name) {
        return table.link(name).bound().filter(Bound::isLookedAt).map(Bound::configured);
    }

    /** Why no service has a name that a route names. */
    String missing(Route route, String name) {
        boolean decides = route.settings()
                .map(in -> in.deciders().authenticators().values().stream().anyMatch(names -> names.contains(name)))
                .orElse(true);
        Missing missing = new Missing(table.registered(), configuredNames);
        return decides ? missing.text(name, route.where()) : missing.text(name, Deciders.SHADOW, route.where());
    }

    /**
     * Takes note of the names that authenticators are configured by, whether their bundles are there or not.
     *
     * @param pids by name, the PID of the configuration
     */
    public void named(Map<String, String> pids) {
        Set<String> registered = Set.copyOf(table.registered());
        Map<String, String> inForce = namesByPid();
        Map<String, Missing.Claim> claims = new HashMap<>();
        // A name that is registered is missing only once its bundle stops: that bundle is not looked for twice a
        // second.
        pids.forEach((name, pid) -> claims.put(
                name,
                new Missing.Claim(
                        shownPid.apply(pid),
                        !registered.contains(name) && isRead.test(pid),
                        inForce.getOrDefault(pid, ""))));
        configuredNames = Map.copyOf(claims);
    }

    private Map<String, String> namesByPid() {
        changing.lock();
        try {
            Map<String, String> names = new HashMap<>();
            authenticators.forEach((reference, bound) -> names.put(pidOf(reference), bound.name()));
            return names;
        } finally {
            changing.unlock();
        }
    }

    /**
     * What authenticators measure, each of those that decide: waits for it half a second at most.
     *
     * @return by name, those that were registered first at the beginning; nothing of one that failed
     */
    public Map<String, List<Measure>> measures() {
        RoutingTable now = table;
        return measuring.ask(now.registered().stream()
                .flatMap(name -> now.link(name).bound().stream())
                .sorted(Comparator.comparingLong(Bound::serviceId))
                .toList());
    }

    private static Optional<String> problemOf(Authenticator authenticator) {
        try {
            return authenticator.problem();
        } catch (Throwable t) { // somebody else's code, and there are others to be heard
            return Optional.of("an authenticator failed when Stagedoor asked for its problem: " + t);
        }
    }

    private static List<String> factsOf(Authenticator authenticator) {
        try {
            return authenticator.facts().stream().limit(MOST_FACTS).toList();
        } catch (Throwable t) { // somebody else's code
            return List.of("it failed when Stagedoor asked for its facts: "
                    + t.getClass().getName());
        }
    }

    /** The configured applications that are judged by the last good version of their configuration. */
    public Set<String> lastGood() {
        changing.lock();
        try {
            return applications.all().stream()
                    .filter(one -> one.problem().isPresent() && one.settings().isPresent())
                    .map(Application::name)
                    .collect(Collectors.toCollection(TreeSet::new));
        } finally {
            changing.unlock();
        }
    }

    /** By name, where authenticators come from: the one in force first. Two versions of a bundle have one configuration. */
    private Map<String, List<String>> authenticatorsByName() {
        Map<String, List<String>> claims = new HashMap<>();
        authenticators.keySet().stream()
                .filter(reference -> reference.getBundle() != null)
                .sorted(BY_RANK.reversed())
                .forEach(reference -> {
                    Bound bound = Objects.requireNonNull(authenticators.get(reference));
                    List<String> claim = claims.computeIfAbsent(bound.name(), name -> new ArrayList<>());
                    String source = sourceOf(reference);
                    if (!claim.contains(source)) {
                        claim.add(source);
                    }
                });
        return claims;
    }

    private String sourceOf(ServiceReference<?> reference) {
        return reference.getProperty("service.pid") instanceof String pid
                ? shownPid.apply(pid)
                : "bundle " + reference.getBundle();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindApplication(ServiceReference<Application> reference, Application application) {
        changeApplications(() -> applications.put(idOf(reference), application));
    }

    void updatedApplication(ServiceReference<Application> reference, Application application) {
        bindApplication(reference, application);
    }

    void unbindApplication(ServiceReference<Application> reference) {
        if (stopping.getAsBoolean()) {
            // Nothing has been removed: this bundle is on its way out, and whoever asks it meanwhile is answered as
            // before.
            return;
        }
        changeApplications(() -> applications.remove(idOf(reference)));
    }

    /**
     * Makes a change and tells of the applications that it concerns. Logs without the lock: a log may make whoever writes it wait.
     *
     * @param change gives the names of the applications that it concerns
     */
    private void changeApplications(Supplier<Set<String>> change) {
        List<Rivals.Line> lines = new ArrayList<>();
        Map<Application, Boolean> concerned = new LinkedHashMap<>();
        change(() -> {
            for (String name : change.get()) {
                List<Application> some = applications.of(name);
                boolean isNamed = !name.isEmpty();
                some.forEach(one -> concerned.put(one, isNamed && one == some.get(0)));
                if (isNamed) {
                    lines.addAll(rivalApplications.look(
                            name,
                            some.stream().map(one -> shownPid.apply(one.pid())).toList()));
                }
            }
        });
        log(lines);
        concerned.forEach(Application::tell);
    }

    private static void log(List<Rivals.Line> lines) {
        for (Rivals.Line line : lines) {
            if (line.isWarning()) {
                LOG.warn(line.text());
            } else {
                LOG.info(line.text());
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAuthenticator(ServiceReference<Authenticator> reference, Authenticator authenticator) {
        if (isNamed(reference)) {
            tellOfRegistration(reference, sourceOf(reference));
            bind(reference, authenticator);
        }
    }

    private static void tellOfRegistration(ServiceReference<Authenticator> reference, String source) {
        LOG.info(
                "Authenticator '{}' registered: {}, from bundle {} {}.",
                nameOf(reference),
                source,
                reference.getBundle(),
                reference.getBundle().getVersion());
    }

    private boolean isNamed(ServiceReference<Authenticator> reference) {
        if (!nameOf(reference).isEmpty()) {
            return true;
        }
        String file = fileOf(reference);
        LOG.error(
                "Authenticator of bundle {} ignored: its service has no property '{}'. {}",
                reference.getBundle(),
                Authenticator.NAME,
                file.isEmpty()
                        ? "Its bundle has to register it with that property."
                        : "Write '" + Authenticator.NAME + " = NAME' into " + file + ".");
        return false;
    }

    /** The file that the service comes from; empty for one that is not made of a configuration. */
    private String fileOf(ServiceReference<?> reference) {
        return reference.getProperty("service.pid") instanceof String pid ? shownPid.apply(pid) : "";
    }

    /** The properties of a service have changed: it may have another name, its first one, or none any more. */
    void updatedAuthenticator(ServiceReference<Authenticator> reference, Authenticator authenticator) {
        String before = nameOfBound(reference);
        if (!isNamed(reference)) {
            if (!before.isEmpty()) {
                unbind(reference, before);
            }
            return;
        }
        if (!nameOf(reference).equals(before)) {
            tellOfRegistration(reference, sourceOf(reference));
        }
        bind(reference, authenticator);
    }

    private String nameOfBound(ServiceReference<Authenticator> reference) {
        changing.lock();
        try {
            Bound bound = authenticators.get(reference);
            return bound == null ? "" : bound.name();
        } finally {
            changing.unlock();
        }
    }

    private void bind(ServiceReference<Authenticator> reference, Authenticator authenticator) {
        boolean local = Boolean.TRUE.equals(reference.getProperty(Authenticator.LOCAL));
        String credentials = reference.getProperty(Authenticator.CREDENTIALS) instanceof String kind ? kind : "";
        Bound bound = new Bound(
                new Bound.Named(nameOf(reference), fileOf(reference), credentials),
                authenticator,
                idOf(reference),
                local,
                mayBlock);
        replace(pidOf(reference), () -> authenticators.put(reference, bound));
    }

    /** Closes what was there only once the table no longer has it: whoever still asks it finds that it is gone. */
    private void replace(String pid, Supplier<@Nullable Bound> change) {
        AtomicReference<@Nullable Bound> before = new AtomicReference<>();
        List<Rivals.Line> lines = new ArrayList<>();
        change(() -> {
            Bound last = change.get();
            if (last != null) {
                gone.put(last.name(), Gone.now(pid, last));
                before.set(last);
            }
            lines.addAll(rivalAuthenticators.lookAtAll(authenticatorsByName()));
        });
        Bound gone = before.get();
        if (gone != null) {
            gone.close();
        }
        log(lines);
    }

    void unbindAuthenticator(ServiceReference<Authenticator> reference) {
        String name = nameOfBound(reference);
        if (!name.isEmpty()) {
            unbind(reference, name);
        }
    }

    private void unbind(ServiceReference<Authenticator> reference, String name) {
        String source = sourceOf(reference);
        replace(pidOf(reference), () -> authenticators.remove(reference));
        LOG.info(
                "Authenticator '{}' unregistered: {}.{}",
                name,
                source,
                table.link(name).bound().isPresent() ? " Another service of this name decides." : "");
    }

    private void change(Runnable change) {
        changing.lock();
        try {
            change.run();
            RoutingTable before = table;
            table = before.next(applications.all(), links());
            removedApplications.changed(before, table);
            changed.signalAll();
        } finally {
            changing.unlock();
        }
    }

    private Map<String, Route.Link> links() {
        Map<String, Route.Link> links = new HashMap<>();
        gone.forEach((name, last) -> links.put(name, new Route.Link(name, Optional.empty(), Optional.of(last))));
        authenticators.keySet().stream()
                .filter(reference -> reference.getBundle() != null)
                .sorted(BY_RANK)
                .map(authenticators::get)
                .forEach(bound ->
                        links.put(bound.name(), new Route.Link(bound.name(), Optional.of(bound), Optional.empty())));
        return links;
    }

    private static String nameOf(ServiceReference<?> reference) {
        return reference.getProperty(Authenticator.NAME) instanceof String name ? name : "";
    }

    private static String pidOf(ServiceReference<?> reference) {
        return String.valueOf(reference.getProperty("service.pid"));
    }

    /**
     * Whether there is no authenticator of the name because its configuration was removed: while this bundle was running, or before.
     *
     * @param configured how it was configured when it let a client in, as of {@link Basis#configured}; empty if that is not known
     */
    public boolean isRemoved(String name, Optional<String> configured) {
        Route.Link link = table.link(name);
        return link.gone()
                .map(Gone::isRemoved)
                .orElseGet(() -> link.bound().isEmpty()
                        && configured.map(text -> told.isUnknown(name, text)).orElse(false));
    }

    private static long idOf(ServiceReference<?> reference) {
        return (Long) reference.getProperty("service.id");
    }

    private static int ranking(ServiceReference<?> reference) {
        return reference.getProperty("service.ranking") instanceof Integer ranking ? ranking : 0;
    }
}
