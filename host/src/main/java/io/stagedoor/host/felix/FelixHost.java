package io.stagedoor.host.felix;

import static java.util.Objects.requireNonNull;

import io.stagedoor.host.Server;
import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.slf4j.Logger;

/** The OSGi framework inside a server: what is in {@code system/} is started, {@code bundles/} and {@code conf/} are watched. */
public final class FelixHost implements AutoCloseable, Supplier<Map<String, String>> {

    private static final Logger LOG = StagedoorLog.logger(FelixHost.class);

    /** The server goes on to start, and so answers clients, when this has passed at the latest. */
    private static final long GATE_WAIT_SECONDS = 10;

    private static final long STOP_WAIT_MILLIS = 5_000;

    private final Framework framework;
    private final GateTracker gates;
    private final FrameworkLog log = new FrameworkLog();
    private final BundleFolder bundles;
    private final BundleWatch watch;

    private FelixHost(Framework framework, GateTracker gates, Folders folders) {
        this.framework = framework;
        this.gates = gates;
        this.bundles = new BundleFolder(framework.getBundleContext(), folders.home(), log);
        this.watch = new BundleWatch(framework.getBundleContext(), folders.bundles(), log, bundles::isDuplicate);
    }

    /**
     * Starts the framework and waits a moment for the bridge to offer its gate, so that the first client is answered as
     * configured.
     *
     * @param home the folder {@code stagedoor/}
     * @param server that it runs in
     * @throws IOException if a folder cannot be made or is writable by others
     * @throws BundleException if the framework does not start
     */
    public static FelixHost start(Path home, Server server) throws IOException, BundleException, InterruptedException {
        long began = System.nanoTime();
        Folders folders = Folders.in(home);
        folders.unreadable().forEach(problem -> LOG.error("Not used: {}.", problem));
        Mounts mounts = Mounts.now();
        for (Path file : ReadableSecrets.in(folders)) {
            LOG.warn(
                    "{} holds a secret that others on this machine can read: {}",
                    file,
                    mounts.isReadOnly(requireNonNull(file.toRealPath().getParent()))
                            ? "mount it with other modes, for example defaultMode: 0440 of a Kubernetes Secret"
                            : "chmod o-r " + file);
        }
        FrameworkCache.clean(folders.cache());
        TornState.remove(folders.state());
        Framework framework = new FrameworkFactory()
                .newFramework(FrameworkSettings.of(folders, server.packages(), server.mayBlock()));
        framework.init();
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(FelixHost::report);
        server.services().forEach((type, service) -> context.registerService(type.getName(), service, null));
        GateTracker gates = new GateTracker(context, server.gate().getName(), server.gates());
        gates.open();
        FelixHost host = new FelixHost(framework, gates, folders);
        try {
            framework.start();
            host.startSystem(folders);
        } catch (BundleException | IOException | RuntimeException e) {
            host.close();
            throw e;
        }
        server.outage()
                .accept(
                        "stagedoor/bundles/" + server.bundle()
                                + ", or core.jar or config-keeper.jar that it needs, is missing or does not start; stagedoor/log/stagedoor.log says why");
        // Also when that is late: then this line takes back the error.
        gates.onFirst(() ->
                LOG.info("Stagedoor is ready after {} ms.", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)));
        if (!gates.await(GATE_WAIT_SECONDS, TimeUnit.SECONDS)) {
            LOG.error(
                    "Stagedoor refuses every client: stagedoor/bundles/{} has not started within {} s. Look for a line about it, core.jar or config-keeper.jar. If it only starts late, the line 'Stagedoor is ready' follows.",
                    server.bundle(),
                    GATE_WAIT_SECONDS);
        }
        return host;
    }

    private void startSystem(Folders folders) throws IOException, BundleException {
        BundleContext context = framework.getBundleContext();
        List<Bundle> installed = new ArrayList<>();
        try (Stream<Path> jars = Files.list(folders.system())) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                installed.add(context.installBundle(jar.toUri().toString()));
            }
        }
        log.register(context, installed);
        // File Install last: what it finds needs the others.
        Bundle watcher = null;
        for (Bundle bundle : installed) {
            if (FileInstall.NAME.equals(bundle.getSymbolicName())) {
                watcher = bundle;
            } else if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
        if (watcher == null) {
            throw new IOException("no File Install in " + folders.system()
                    + ": unpack the Stagedoor archive over the Red5 folder again");
        }
        FileInstall.watch(context, folders.conf());
        bundles.listen(watcher);
        watcher.start();
        bundles.open();
        watch.open();
    }

    /** By file of {@code stagedoor/bundles}, why it is no running bundle at this moment; empty if that cannot be found out. */
    @Override
    public Map<String, String> get() {
        try {
            Map<String, String> problems = new TreeMap<>(bundles.duplicates());
            problems.putAll(watch.problems());
            return problems;
        } catch (IOException | RuntimeException e) { // the framework may be going
            LOG.debug("Cannot look at stagedoor/bundles.", e);
            return Map.of();
        }
    }

    private static void report(FrameworkEvent event) {
        if (event.getThrowable() != null) {
            LOG.warn("Bundle {}: {}", event.getBundle(), OneLine.of(event.getThrowable()));
        }
    }

    /** Stops the bundles and the framework; waits a bounded time for it. */
    @Override
    public void close() {
        watch.close();
        bundles.close();
        gates.close();
        try {
            framework.stop();
            FrameworkEvent end = framework.waitForStop(STOP_WAIT_MILLIS);
            if (end.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.warn("The OSGi framework did not stop within {} ms.", STOP_WAIT_MILLIS);
            }
        } catch (BundleException e) {
            LOG.warn("The OSGi framework did not stop cleanly.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
