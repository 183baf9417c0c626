package io.stagedoor.red5.bridge.configuration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
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
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at configuration twice a second. Listens on whatever thread changes it, to know who does. */
@Component(service = SynchronousConfigurationListener.class, immediate = true)
public final class ConfigurationKeeper implements SynchronousConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);
    private static final long LOOK_MILLIS = 500;
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
    private final InForce inForce;
    private final BundleContext context;
    private final UnusedFiles unusedFiles;
    private final BrokenFiles brokenFiles;
    private final WaitingComponents waitingComponents;
    /** Whoever changes a configuration does not wait for it, but File Install does. */
    private final ReentrantLock lock = new ReentrantLock();

    private String complaint;
    private int looks;

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
        UnaryOperator<String> variables = Corrections.variables(context);
        this.corrections = new Corrections(folder, variables);
        this.writeBack = new WriteBack(folder, agreements, variables, new FileInstallKnows(context));
        this.removal = new Removal(configurations, agreements);
        this.knownFiles = new KnownFiles(configurations, folder);
        this.lostFiles = new LostFiles(configurations, folder, variables);
        this.orphans = new Orphans(folder);
        this.unknownVariables = new UnknownVariables(variables);
        this.inForce = new InForce(components);
        this.context = context;
        this.unusedFiles = new UnusedFiles(Path.of(context.getProperty("stagedoor.home")));
        this.brokenFiles = new BrokenFiles(folder, variables, REMIND_LOOKS);
        this.waitingComponents = new WaitingComponents(components);
        worker.setRemoveOnCancelPolicy(true);
        // What was delivered before anybody listened.
        worker.execute(() -> attempt(() -> {
            each(all(null), this::correct);
            for (Path file : folder.files()) {
                unknownVariables.look(file);
            }
        }));
        worker.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
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
        for (Configuration configuration : all("(service.pid=" + event.getPid() + ")")) {
            locked(() -> found[0] |= delivered(configuration));
        }
        if (!found[0]) {
            locked(() -> writeBack.deliveredInVain(event.getPid(), event.getFactoryPid()));
        }
    }

    /** Whether what File Install has delivered is still there: others may have deleted it since. */
    private boolean delivered(Configuration configuration) throws IOException {
        try {
            corrections.look(configuration);
            Optional<Path> file = folder.of(configuration);
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

    private List<Configuration> all(String filter) throws IOException, InvalidSyntaxException {
        Configuration[] found = configurations.listConfigurations(filter);
        return found == null ? List.of() : Arrays.asList(found);
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

    private void look() {
        write(false);
        attempt(() -> locked(this::compareWithFiles));
        attempt(() -> {
            List<Configuration> all = all(null);
            each(all, inForce::look);
            inForce.forgetAllBut(pids(all));
        });
        if (++looks % UNUSED_LOOKS == 0) {
            attempt(this::lookAtUnused);
            attempt(() -> brokenFiles.look(pids(all(null))));
            attempt(waitingComponents::look);
        }
    }

    private void lookAtUnused() throws IOException, InvalidSyntaxException {
        List<Dictionary<String, Object>> properties = new ArrayList<>();
        each(all(null), configuration -> properties.add(configuration.getProperties()));
        unusedFiles.look(
                new FileNames(ReadPids.now(context, components)),
                name -> properties.stream().anyMatch(one -> names(one, name)));
    }

    private static boolean names(Dictionary<String, Object> properties, String file) {
        return properties != null
                && Collections.list(properties.elements()).stream()
                        .anyMatch(value -> Values.text(value).contains(file));
    }

    private void compareWithFiles() throws IOException, InvalidSyntaxException {
        List<Configuration> all = all(null);
        Set<String> pids = pids(all);
        removal.look(pids);
        knownFiles.look(all);
        each(all, orphans::look);
        orphans.forgetAllBut(pids);
        Set<Path> files = new HashSet<>();
        each(all, configuration -> folder.of(configuration).ifPresent(files::add));
        agreements.pids().stream()
                .filter(removal::isPending)
                .map(agreements::get)
                .forEach(pending -> files.add(pending.file()));
        lostFiles.look(files);
    }

    private static Set<String> pids(List<Configuration> configurations) throws IOException {
        Set<String> pids = new HashSet<>();
        each(configurations, configuration -> pids.add(configuration.getPid()));
        return pids;
    }

    private void write(boolean last) {
        attempt(() -> locked(() -> {
            each(all(null), configuration -> writeBack.look(configuration, last));
            agreements.remember();
        }));
    }

    private void locked(Work work) throws IOException, InvalidSyntaxException {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private interface Look {
        void at(Configuration configuration) throws IOException;
    }

    private static void each(List<Configuration> configurations, Look look) throws IOException {
        for (Configuration configuration : configurations) {
            try {
                look.at(configuration);
            } catch (IllegalStateException e) {
                LOG.debug("A configuration was deleted while Stagedoor read it.", e);
            }
        }
    }

    private interface Work {
        void run() throws IOException, InvalidSyntaxException;
    }

    private void attempt(Work work) {
        try {
            work.run();
            complaint = null;
        } catch (IllegalStateException e) {
            LOG.debug("Config Admin is stopping.", e);
        } catch (IOException | InvalidSyntaxException | RuntimeException e) {
            if (!e.toString().equals(complaint)) {
                complaint = e.toString();
                LOG.warn("Could not compare files and configuration: {}", complaint);
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
        write(true);
    }
}
