package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.text.Redacted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at configuration twice a second. Listens on whatever thread changes it, to know who does. */
@Component(service = SynchronousConfigurationListener.class, immediate = true)
public final class ConfigurationKeeper implements SynchronousConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);
    private static final long LOOK_MILLIS = 500;
    /** While files are not in Config Admin yet, clients wait: so often is looked for them, and so many times. */
    private static final long EARLY_MILLIS = 50;

    private static final int EARLY_LOOKS = 100;
    /** After so many looks files that nobody reads, and components that wait, are looked for: all bundles are asked. */
    private static final int UNUSED_LOOKS = 4;
    /** After so many of those, a minute, a file that is still broken is told again. */
    private static final int REMIND_LOOKS = 30;

    private static final String FILE_INSTALL = "org.apache.felix.fileinstall.";

    private final ConfigurationAdmin configurations;
    private final ServiceComponentRuntime components;
    private final ConfFolder folder;
    private final Agreements agreements;
    private final Corrections corrections;
    private final WriteBack writeBack;
    private final Removal removal;
    private final KnownFiles knownFiles;
    private final LostFiles lostFiles;
    private final Orphans orphans;
    private final UnknownVariables unknownVariables;
    private final InitialConfiguration initial;
    private final SecretFiles secrets;
    private final Followers followers = new Followers();
    private final InForce inForce;
    private final BundleContext context;
    private final UnusedFiles unusedFiles;
    private final OpenedAccess openedAccess;
    private final BrokenFiles brokenFiles;
    private final WaitingComponents waitingComponents;
    /** Whoever changes a configuration does not wait for it, but File Install does. */
    private final ReentrantLock lock = new ReentrantLock();

    /** What was said of each part of a look that fails. */
    private final Map<String, String> complaints = new ConcurrentHashMap<>();

    private @Nullable Scan scan;
    private long looks;
    private boolean isRead;
    private volatile boolean areOrphansRemoved;
    private int early;

    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-configuration");
        thread.setDaemon(true);
        return thread;
    });

    /** Begins to look. */
    @Activate
    public ConfigurationKeeper(
            BundleContext context,
            @Reference ConfigurationAdmin configurations,
            @Reference ServiceComponentRuntime components) {
        this.configurations = configurations;
        this.components = components;
        this.folder = new ConfFolder(Path.of(context.getProperty("stagedoor.home"), "conf"));
        java.io.File memory = context.getDataFile("agreements.properties");
        this.agreements = new Agreements(memory == null ? null : memory.toPath());
        Function<String, @Nullable String> variables = Corrections.variables(context);
        this.corrections = new Corrections(folder, variables);
        this.writeBack = new WriteBack(folder, agreements, variables, new FileInstallKnows(context));
        this.removal = new Removal(configurations, agreements);
        this.knownFiles = new KnownFiles(configurations, folder);
        this.lostFiles = new LostFiles(configurations, folder, variables);
        this.orphans = new Orphans(folder);
        this.unknownVariables = new UnknownVariables(variables);
        Path home = Path.of(context.getProperty("stagedoor.home"));
        this.initial = new InitialConfiguration(home.resolve("conf"), folder, corrections);
        this.secrets = new SecretFiles(home.resolve("secrets"));
        this.inForce = new InForce(components);
        this.context = context;
        this.unusedFiles = new UnusedFiles(home);
        this.openedAccess = new OpenedAccess(home);
        this.brokenFiles = new BrokenFiles(folder, variables, REMIND_LOOKS);
        this.waitingComponents = new WaitingComponents(components);
        attempt("orphans", () -> removeOrphans(Scan.of(configurations)));
        worker.setRemoveOnCancelPolicy(true);
        // What was delivered before anybody listened.
        worker.execute(() -> attempt("correct", () -> {
            Scan.of(configurations).each(seen -> correct(seen.configuration()));
            for (Path file : folder.files()) {
                unknownVariables.look(file);
            }
        }));
        worker.schedule(this::lookEarly, EARLY_MILLIS, TimeUnit.MILLISECONDS);
        worker.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A service of another bundle that is told what is configured: at once, and then with each look. */
    @Reference(
            service = Consumer.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(" + Followers.PROPERTY + "=configuration)")
    void bindFollower(Consumer<Map<String, Object>> follower) {
        followers.add(follower);
        try {
            worker.execute(this::tell);
        } catch (RejectedExecutionException e) { // a successor tells it
            LOG.debug("The keeper is going.", e);
        }
    }

    void unbindFollower(Consumer<Map<String, Object>> follower) {
        followers.remove(follower);
    }

    /** Once. If it fails, it is tried again. */
    private void removeOrphans(Scan now) throws IOException {
        if (!areOrphansRemoved) {
            initial.removeOrphans(now);
            areOrphansRemoved = true;
        }
    }

    private void lookEarly() {
        tell();
        if (!isRead && ++early < EARLY_LOOKS) {
            worker.schedule(this::lookEarly, EARLY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tell() {
        attempt("tell", () -> tell(Scan.of(configurations)));
    }

    /** Nobody is told anything of configurations that should be gone: a gate would open by them. */
    private void tell(Scan now) throws IOException {
        removeOrphans(now);
        isRead = initial.isRead(now);
        followers.tell(now, looks, isRead);
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        try {
            if (event.getType() == ConfigurationEvent.CM_DELETED) {
                knownFiles.deleted(event.getPid());
                deleted(event.getPid());
            } else if (event.getType() == ConfigurationEvent.CM_UPDATED) {
                removal.updated(event.getPid());
                updated(event);
            }
            inForce.changed(event.getPid());
        } catch (IOException | InvalidSyntaxException | RuntimeException e) { // whoever changes it has no part in this
            LOG.debug("Could not find out what has changed.", e);
        }
    }

    /** What File Install deletes, or what is deleted here, went because its file was gone: one that is back is nobody's to remove. */
    private void deleted(String pid) throws IOException, InvalidSyntaxException {
        if (lock.isHeldByCurrentThread()) {
            removal.deleted(pid, true);
        } else if (isFileInstall()) {
            // Or what is just being looked at would be agreed on after it is gone.
            locked(() -> removal.fileDeleted(pid));
        } else {
            removal.deleted(pid, false);
        }
    }

    private void updated(ConfigurationEvent event) throws IOException, InvalidSyntaxException {
        if (lock.isHeldByCurrentThread() || !isFileInstall()) {
            return;
        }
        boolean[] found = new boolean[1];
        for (Scan.Seen seen :
                Scan.of(configurations, "(service.pid=" + event.getPid() + ")").all()) {
            locked(() -> found[0] |= delivered(seen.configuration()));
        }
        if (!found[0]) {
            locked(() -> writeBack.deliveredInVain(event.getPid(), event.getFactoryPid()));
        }
    }

    /** Whether what File Install has delivered is still there: others may have deleted it since. */
    private boolean delivered(Configuration configuration) throws IOException {
        try {
            corrections.look(configuration);
            Optional<Path> file = FileConfigurations.file(folder, configuration);
            if (file.isPresent()) {
                unknownVariables.look(file.get());
            }
            return writeBack.delivered(configuration);
        } catch (IllegalStateException e) {
            LOG.debug("A configuration was deleted while Stagedoor read it.", e);
            return false;
        }
    }

    /** Events do not say who caused them, but they come on that one's thread. */
    private static boolean isFileInstall() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(FILE_INSTALL)));
    }

    /** Components may have what is wrong already, and would go on with it as the last good one: they begin anew. */
    private void correct(Configuration configuration) throws IOException {
        Restarts restarts = new Restarts(components);
        try {
            corrections.look(configuration, () -> restarts.stop(configuration));
        } finally {
            restarts.start();
        }
    }

    /** All parts look at one list. It is made in the lock: what File Install deletes meanwhile is not taken for present. */
    private void look() {
        looks++;
        scan = null;
        attempt(
                "compare",
                () -> locked(() -> {
                    scan = Scan.of(configurations);
                    compareWithFiles(scan);
                }));
        if (scan == null) {
            return;
        }
        Scan now = scan;
        attempt("write", () -> locked(() -> write(now, false)));
        attempt("in force", () -> {
            now.each(seen -> inForce.look(seen.configuration()));
            inForce.forgetAllBut(now.pids());
        });
        attempt("secrets", () -> secrets.look(now));
        attempt("tell", () -> tell(now));
        if (looks % UNUSED_LOOKS == 0) {
            attempt("unused", () -> lookAtUnused(now));
            attempt("access", openedAccess::look);
            attempt("broken", () -> brokenFiles.look(now.pids()));
            attempt("waiting", waitingComponents::look);
        }
    }

    private void lookAtUnused(Scan now) throws IOException, InvalidSyntaxException {
        unusedFiles.look(
                new FileNames(ReadPids.now(context, components)),
                name -> now.all().stream().anyMatch(seen -> names(seen.properties(), name)));
    }

    private static boolean names(@Nullable Dictionary<String, Object> properties, String file) {
        return properties != null
                && Collections.list(properties.elements()).stream()
                        .anyMatch(value -> Values.text(value).contains(file));
    }

    private void compareWithFiles(Scan now) throws IOException, InvalidSyntaxException {
        Set<String> pids = now.pids();
        removal.look(pids);
        knownFiles.look(now);
        now.each(orphans::look);
        orphans.forgetAllBut(pids);
        Set<Path> files = new HashSet<>();
        now.all().forEach(seen -> FileConfigurations.file(folder, seen).ifPresent(files::add));
        agreements.pids().stream()
                .filter(removal::isPending)
                .map(agreements::get)
                .forEach(pending -> files.add(pending.file()));
        lostFiles.look(files);
    }

    private void write(Scan now, boolean last) throws IOException {
        now.each(seen -> writeBack.look(seen.configuration(), last));
        agreements.remember();
    }

    private void locked(Work work) throws IOException, InvalidSyntaxException {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private interface Work {
        void run() throws IOException, InvalidSyntaxException;
    }

    private void attempt(String part, Work work) {
        try {
            work.run();
            complaints.remove(part);
        } catch (IllegalStateException e) {
            LOG.debug("Config Admin is stopping.", e);
        } catch (IOException | InvalidSyntaxException | RuntimeException e) {
            if (!e.toString().equals(complaints.put(part, e.toString()))) {
                LOG.warn("Could not compare files and configuration: {}", Redacted.of(e.toString()));
            }
        }
    }

    /** Writes what is left to write. */
    @Deactivate
    void close() {
        worker.shutdown();
        try {
            worker.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        worker.shutdownNow();
        attempt("write", () -> locked(() -> write(Scan.of(configurations), true)));
    }
}
