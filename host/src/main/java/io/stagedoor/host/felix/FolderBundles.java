package io.stagedoor.host.felix;

import static java.util.Objects.requireNonNull;

import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;

/** The bundles that were installed from files of a folder, and what is done to them. For one thread. */
final class FolderBundles {

    private static final Logger LOG = StagedoorLog.logger(FolderBundles.class);

    private final BundleContext context;
    private final FrameworkLog log;
    private final SortedMap<Path, Bundle> installed = new TreeMap<>();

    /** What other bundles do not know of yet. */
    private final Set<Bundle> changed = new LinkedHashSet<>();

    /** What has never started since it was installed or updated. */
    private final Set<Bundle> waiting = new LinkedHashSet<>();

    FolderBundles(BundleContext context, FrameworkLog log) {
        this.context = context;
        this.log = log;
    }

    /** The bundle that was installed from a file; empty if somebody else has uninstalled it. */
    Optional<Bundle> at(Path file) {
        return Optional.ofNullable(installed.get(file)).filter(bundle -> bundle.getState() != Bundle.UNINSTALLED);
    }

    /** What is in force, by its file. */
    Map<Path, BundleIdentity> running() {
        Map<Path, BundleIdentity> running = new HashMap<>();
        installed.values().removeIf(bundle -> bundle.getState() == Bundle.UNINSTALLED);
        installed.forEach((file, bundle) -> BundleIdentity.of(bundle).ifPresent(one -> running.put(file, one)));
        return running;
    }

    /**
     * What is installed from elsewhere, and where from, as an operator knows it.
     *
     * @param home the folder {@code stagedoor/}
     */
    Map<BundleIdentity, String> outside(Path home) {
        Map<BundleIdentity, String> outside = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (!installed.containsValue(bundle)) {
                BundleIdentity.of(bundle).ifPresent(one -> outside.put(one, shown(bundle.getLocation(), home)));
            }
        }
        return outside;
    }

    private static String shown(String location, Path home) {
        try {
            Path file = Path.of(URI.create(location));
            return file.startsWith(home) ? "stagedoor/" + home.relativize(file) : file.toString();
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return OneLine.of(location); // the framework itself, and what another bundle has installed
        }
    }

    /** Uninstalls the bundles of all other files, which are returned. */
    List<Path> keep(Collection<Path> files) {
        List<Path> others = installed.keySet().stream()
                .filter(file -> !files.contains(file))
                .toList();
        others.forEach(this::uninstall);
        return others;
    }

    private void uninstall(Path file) {
        Bundle bundle = requireNonNull(installed.remove(file));
        log.forget(bundle.getLocation());
        waiting.remove(bundle);
        changed.add(bundle);
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            LOG.warn("{}: not uninstalled: {}.", shown(file), OneLine.of(e));
        }
    }

    /**
     * Has a bundle that was installed from a file be what is in the file now; uninstalls it while another bundle, which is to become
     * something else too, is that. What cannot be updated stays in force as it was.
     */
    void update(Path file, BundleIdentity next) {
        Optional<Bundle> known = at(file);
        if (known.isEmpty()) {
            return;
        }
        Bundle bundle = known.get();
        boolean isHeld = installed.values().stream()
                .anyMatch(one -> one != bundle
                        && BundleIdentity.of(one).filter(next::equals).isPresent());
        if (isHeld) {
            uninstall(file);
            return;
        }
        log.forget(bundle.getLocation());
        changed.add(bundle);
        waiting.add(bundle);
        stop(bundle);
        try (InputStream content = Files.newInputStream(file)) {
            bundle.update(content);
        } catch (BundleException | IOException | RuntimeException e) {
            LOG.warn(
                    "{}: not updated: {}. Bundle {} stays in force as it was; copy the file again.",
                    shown(file),
                    OneLine.of(e),
                    BundleIdentity.of(bundle).map(Object::toString).orElse(""));
        }
    }

    /** It starts again when others know of what has changed. */
    private static void stop(Bundle bundle) {
        try {
            if (!isFragment(bundle)) {
                bundle.stop(Bundle.STOP_TRANSIENT);
            }
        } catch (BundleException e) {
            LOG.warn("Bundle {} failed to stop: {}.", bundle, OneLine.of(e));
        }
    }

    /** Installs what is in a file, if it is not installed; returns false if that is not possible, which is kept in the log. */
    boolean install(Path file) {
        if (at(file).isPresent()) {
            return true;
        }
        String location = FrameworkLog.location(file);
        try (InputStream content = Files.newInputStream(file)) {
            Bundle bundle = context.installBundle(location, content);
            log.forget(location);
            installed.put(file, bundle);
            changed.add(bundle);
            waiting.add(bundle);
            return true;
        } catch (BundleException | IOException | RuntimeException e) {
            log.keep(location, e);
            return false;
        }
    }

    /** Has bundles know of what has changed, and starts what is not stopped on purpose. */
    void refreshAndStart() throws InterruptedException {
        if (!changed.isEmpty()) {
            Refresh.of(context, changed);
            changed.clear();
        }
        for (Bundle bundle : List.copyOf(installed.values())) {
            boolean isDown = bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED;
            if (isDown && !isFragment(bundle) && (waiting.contains(bundle) || isMeantToRun(bundle))) {
                start(bundle);
            }
        }
    }

    private static boolean isMeantToRun(Bundle bundle) {
        return bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
    }

    private void start(Bundle bundle) {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
            waiting.remove(bundle);
            log.forget(bundle.getLocation());
        } catch (BundleException | RuntimeException e) {
            log.keep(bundle.getLocation(), e);
        }
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private static String shown(Path file) {
        return "stagedoor/bundles/" + Selection.shown(file);
    }
}
