package io.stagedoor.host.felix;

import io.stagedoor.auth.support.file.Troubles;
import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.slf4j.Logger;

/**
 * Keeps the bundles of {@code stagedoor/bundles} as its files are: installs what is new, updates what was overwritten, uninstalls what has
 * gone. Of several files with the same bundle in the same version one is in force, and the log tells of the others. When that one goes,
 * another takes its place at once. File Install finds the files, see {@link FolderListener}; a thread of its own does the rest, and
 * ends with {@link #close}.
 */
final class BundleFolder implements AutoCloseable {

    private static final Logger LOG = StagedoorLog.logger(BundleFolder.class);

    /** Files that change within this time are dealt with together. */
    private static final long TOGETHER_MILLIS = 50;

    /** After this time what could not be installed is tried again: the reason may have passed, as a full disk does. */
    private static final long AGAIN_MILLIS = 2000;

    /** What tells one content of a file from the next. */
    private record Stamp(
            FileTime modified, long bytes, @Nullable Object key) {

        static Stamp of(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
        }
    }

    private final BundleContext context;
    private final Path home;
    private final FrameworkLog log;
    private final FolderBundles bundles;
    private final BundleListener events = this::bundleChanged;

    /** File Install has told of every file that it found first: which of them is installed does not depend on the order. */
    private volatile boolean isOpen;

    private final AtomicBoolean isDue = new AtomicBoolean();
    private final Troubles duplicates =
            new Troubles(1, (file, why) -> LOG.warn("stagedoor/bundles/{}: {}", file, why), this::tellOver);

    /** What File Install told of. */
    private final Map<Path, Stamp> files = new ConcurrentHashMap<>();

    /** What each bundle was made of at last, or could not be. */
    private final Map<Path, Stamp> done = new HashMap<>();

    /** Those that could not be installed. */
    private final Set<Path> failed = new HashSet<>();

    /** Of the worker's thread only. */
    private boolean isAgainDue;

    private volatile @Nullable Selection selection;

    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-install");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Does nothing yet.
     *
     * @param home the folder {@code stagedoor/}
     */
    BundleFolder(BundleContext context, Path home, FrameworkLog log) {
        this.context = context;
        this.home = home;
        this.log = log;
        this.bundles = new FolderBundles(context, log);
    }

    /** Has File Install, which is not started yet, tell of jars. */
    void listen(Bundle fileInstall) throws IOException {
        new FolderListener(this::changed, this::removed).register(context, fileInstall);
        context.addBundleListener(events);
    }

    /** Begins, with what File Install has found at its start. */
    void open() {
        isOpen = true;
        schedule();
    }

    @Override
    public void close() {
        context.removeBundleListener(events);
        worker.shutdownNow();
    }

    /** Whether a file is not installed because another one holds its bundle; this has been told then. */
    boolean isDuplicate(Path file) {
        Selection now = selection;
        return now != null && now.unused().containsKey(file);
    }

    /** By file, why it is not installed because another one holds its bundle. */
    Map<String, String> duplicates() {
        Selection now = selection;
        return now == null ? Map.of() : refusals(now);
    }

    private static Map<String, String> refusals(Selection of) {
        return of.unused().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> Selection.shown(entry.getKey()),
                        entry -> entry.getValue().refusal(),
                        (one, other) -> one));
    }

    private void changed(Path file) {
        try {
            Stamp now = Stamp.of(file);
            if (Files.isRegularFile(file)) {
                files.put(file, now);
            } else {
                files.remove(file); // a folder
            }
        } catch (IOException e) {
            LOG.debug("{} was just deleted", file, e); // which File Install tells next
        }
        schedule();
    }

    private void removed(Path file) {
        files.remove(file);
        log.forget(FrameworkLog.location(file));
        schedule();
    }

    /** What was not resolved may be now. */
    private void bundleChanged(BundleEvent event) {
        int resolution = BundleEvent.INSTALLED
                | BundleEvent.UPDATED
                | BundleEvent.UNINSTALLED
                | BundleEvent.RESOLVED
                | BundleEvent.UNRESOLVED;
        if ((event.getType() & resolution) != 0) {
            schedule();
        }
    }

    private void schedule() {
        if (isOpen && isDue.compareAndSet(false, true)) {
            try {
                worker.schedule(this::settle, TOGETHER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // closed
            }
        }
    }

    private void settle() {
        isDue.set(false);
        try {
            Map<Path, Stamp> present = Map.copyOf(files); // File Install may tell of more meanwhile
            done.keySet().retainAll(present.keySet());
            Selection now = select(present);
            while (!apply(now, present)) {
                now = select(present); // without the file that could not be installed
            }
            selection = now;
            duplicates.look(refusals(now));
            bundles.refreshAndStart();
            if (!failed.isEmpty() && !isAgainDue) {
                isAgainDue = true; // once, however often the folder changes until then
                worker.schedule(this::tryAgain, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (RuntimeException e) {
            if (!worker.isShutdown()) {
                LOG.error("The bundles of stagedoor/bundles cannot be changed: {}.", OneLine.of(e));
            }
        }
    }

    private void tryAgain() {
        isAgainDue = false;
        failed.forEach(done::remove);
        failed.clear();
        schedule();
    }

    private void tellOver(String file) {
        LOG.info(
                "stagedoor/bundles/{}: fixed: {}.",
                file,
                files.keySet().stream().anyMatch(one -> Selection.shown(one).equals(file))
                        ? "its bundle is installed from this file now"
                        : "it was removed or renamed");
    }

    private Selection select(Map<Path, Stamp> present) {
        Map<Path, BundleIdentity> contents = new HashMap<>();
        present.forEach((file, stamp) -> content(file, stamp).ifPresent(bundle -> contents.put(file, bundle)));
        return Selection.of(contents, bundles.running(), bundles.outside(home));
    }

    /** Of a file that could not be installed: the bundle that was installed from it before and is still in force. */
    private Optional<BundleIdentity> content(Path file, Stamp stamp) {
        if (stamp.equals(done.get(file))) {
            return bundles.at(file).flatMap(BundleIdentity::of);
        }
        try {
            return BundleIdentity.of(file);
        } catch (IllegalArgumentException e) {
            log.keep(FrameworkLog.location(file), e);
        } catch (IOException e) {
            LOG.debug("{} is not a jar", file, e);
        }
        return Optional.empty();
    }

    /** Returns false if a file could not be installed: another one may take its place. */
    private boolean apply(Selection now, Map<Path, Stamp> present) {
        bundles.keep(now.used().keySet()).forEach(done::remove);
        now.used().forEach((file, bundle) -> {
            if (!Objects.equals(present.get(file), done.get(file))) {
                bundles.update(file, bundle);
            }
        });
        boolean all = true;
        for (Path file : now.used().keySet()) {
            if (!bundles.install(file)) {
                failed.add(file);
                all = false;
            }
            done.put(file, present.get(file));
        }
        return all;
    }
}
