package io.stagedoor.host.felix;

import static java.util.Objects.requireNonNull;

import io.stagedoor.auth.support.file.Troubles;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.slf4j.Logger;

/**
 * Looks twice a second at the files in {@code stagedoor/bundles}, and tells once of each that is no running bundle: with the file, and
 * why. Tells again when it runs. A thread of its own, which ends with {@link #close}.
 */
final class BundleWatch implements AutoCloseable {

    private static final Logger LOG = StagedoorLog.logger(BundleWatch.class);

    private static final long LOOK_MILLIS = 500;

    /** For so many looks a file may be in the making, or a bundle wait for another that is being replaced. */
    private static final int PATIENCE_LOOKS = 4;

    /** For so many looks the framework may not have come to a bundle, on a machine that is busy. */
    private static final int UNEXPLAINED_LOOKS = 60;

    private static final String UNEXPLAINED = "the framework has not said why.";

    /** Hidden, and what editors and package managers leave. */
    private static final Pattern NOT_MEANT = Pattern.compile(
            "(?i)\\..*|readme.*|.*(~|\\.(md|bak|backup|old|orig|off|disabled|tmp|part|rpmnew|rpmsave))");

    private final BundleContext context;
    private final Path folder;
    private final FrameworkLog log;
    private final Predicate<Path> isDuplicate;
    private final Troubles troubles = new Troubles(PATIENCE_LOOKS, BundleWatch::tell, this::tellOver);
    private final Troubles unexplained = new Troubles(UNEXPLAINED_LOOKS, BundleWatch::tell, this::tellOver);

    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-bundles");
        thread.setDaemon(true);
        return thread;
    });

    private boolean failed;

    /**
     * Looks at nothing yet.
     *
     * @param isDuplicate whether a file holds the bundle of another one, which is told elsewhere
     */
    BundleWatch(BundleContext context, Path folder, FrameworkLog log, Predicate<Path> isDuplicate) {
        this.context = context;
        this.folder = folder;
        this.log = log;
        this.isDuplicate = isDuplicate;
    }

    /** Begins to look. */
    void open() {
        worker.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    /** Looks once. */
    void look() {
        try {
            Map<String, String> withoutCause = problems();
            Map<String, String> explained = new HashMap<>(withoutCause);
            explained.values().removeIf(BundleWatch::isUnexplained);
            withoutCause.keySet().removeAll(explained.keySet());
            troubles.look(explained);
            unexplained.look(withoutCause);
            failed = false;
        } catch (IOException | RuntimeException e) { // the framework may be going
            if (!failed) {
                LOG.warn("Cannot look at stagedoor/bundles: {}", Redacted.of(e.toString()));
            }
            failed = true;
        }
    }

    /** What is so at this moment: by file, why it is no running bundle. */
    Map<String, String> problems() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Bundle[] all = context.getBundles();
            Map<String, Bundle> installed = Arrays.stream(all)
                    .collect(Collectors.toMap(Bundle::getLocation, Function.identity(), (one, other) -> one));
            Map<String, String> now = new HashMap<>();
            for (Path file : files.toList()) {
                problem(found(file), installed, new Requirements(all))
                        .ifPresent(why -> now.put(Selection.shown(file), why));
            }
            return now;
        }
    }

    private static boolean isUnexplained(String why) {
        return why.endsWith(UNEXPLAINED);
    }

    private static void tell(String file, String why) {
        LOG.warn("stagedoor/bundles/{}: {}", file, why);
    }

    private void tellOver(String file) {
        LOG.info(
                "stagedoor/bundles/{}: fixed: {}.",
                file,
                Files.exists(folder.resolve(file)) ? "its bundle is running" : "it was removed or renamed");
    }

    /** As File Install finds it: with the folder's links followed, and not those of the file. */
    static Path found(Path file) throws IOException {
        return requireNonNull(file.getParent()).toRealPath().resolve(file.getFileName());
    }

    private Optional<String> problem(Path file, Map<String, Bundle> installed, Requirements requirements) {
        String name = file.getFileName().toString();
        if (NOT_MEANT.matcher(name).matches() || name.startsWith("stagedoor.") && name.endsWith(".cfg")) {
            return Optional.empty(); // of the latter the bridge tells
        }
        if (Files.isDirectory(file)) {
            return Optional.of("not used: it is a folder; put jars directly into stagedoor/bundles.");
        }
        if (!name.endsWith(".jar")) {
            return Optional.of(
                    "not used: only files that end in .jar are read; rename it, or move it to another folder.");
        }
        if (isDuplicate.test(file)) {
            return Optional.empty();
        }
        String location = FrameworkLog.location(file);
        Bundle bundle = installed.get(location);
        if (bundle == null) {
            return Optional.of("not installed: " + whyNotInstalled(file, location));
        }
        if (runs(bundle)) {
            log.forget(location);
            return Optional.empty();
        }
        return Optional.of("bundle " + bundle.getSymbolicName() + " " + bundle.getVersion() + " does not start: "
                + whyNotStarted(bundle, requirements));
    }

    private static boolean runs(Bundle bundle) {
        boolean isFragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        return bundle.getState() == Bundle.ACTIVE
                || bundle.getState() == Bundle.STARTING
                || bundle.getState() == Bundle.STOPPING
                || isFragment && bundle.getState() == Bundle.RESOLVED;
    }

    private String whyNotStarted(Bundle bundle, Requirements requirements) {
        if (bundle.getState() == Bundle.INSTALLED) {
            List<String> unmet = requirements.unmet(bundle);
            if (!unmet.isEmpty()) {
                return String.join("; ", unmet) + ".";
            }
        }
        Throwable failure = log.failure(bundle.getLocation());
        return failure == null ? UNEXPLAINED : OneLine.of(failure) + ".";
    }

    private String whyNotInstalled(Path file, String location) {
        if (!Files.isReadable(file)) {
            return "the user that runs the server may not read it; change its owner or its mode: chown, chmod.";
        }
        try {
            if (BundleIdentity.headers(file).getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
                return "it is a jar, but not an OSGi bundle: its manifest has no Bundle-SymbolicName."
                        + " Build it as a bundle, as the sample authenticator is.";
            }
        } catch (IllegalArgumentException e) {
            return e.getMessage() + ".";
        } catch (IOException | RuntimeException e) {
            return "it is not a jar, or it is damaged; copy it again.";
        }
        Throwable failure = log.failure(location);
        return failure == null ? UNEXPLAINED : OneLine.of(failure) + ".";
    }
}
