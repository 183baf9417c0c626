package io.stagedoor.red5.plugin;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.host.DoorStatus;
import io.stagedoor.host.FrameworkLoader;
import io.stagedoor.host.Server;
import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.Declarations;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Transmissions;
import io.stagedoor.red5.plugin.guard.Guard;
import io.stagedoor.red5.plugin.log.DecoderLog;
import io.stagedoor.red5.plugin.log.ServerLog;
import io.stagedoor.red5.plugin.web.HttpGuard;
import io.stagedoor.red5.plugin.web.OpenTransmissions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.plugin.Red5Plugin;
import org.slf4j.Logger;
import org.springframework.context.ApplicationContext;

/**
 * The plugin that Red5 starts: first the guard, which refuses everyone, then the framework whose bundles say who may come in.
 *
 * <p>Its constructor and setters do nothing, because any client can have Red5 call them.
 */
public final class StagedoorPlugin extends Red5Plugin implements HttpGuard {

    private static final Logger LOG = StagedoorLog.logger(StagedoorPlugin.class);

    /** The bean that is the context of all contexts. */
    private static final String COMMON = "red5.common";

    /** On a busy server the bridge and what it needs take seconds to start anew. */
    private static final Duration SWAP_GRACE = Duration.ofSeconds(5);

    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile @Nullable Guard guard;
    private volatile @Nullable AutoCloseable framework;
    private volatile @Nullable DoorStatus status;
    private volatile @Nullable Thread shutdownHook;

    @Override
    public String getName() {
        return NAME;
    }

    /** Never throws: Red5 logs what a plugin throws, and runs on with every door open. */
    @Override
    public void doStart() {
        Guard installed = Guard.install(server);
        guard = installed;
        try {
            StagedoorLog.hide(ServerLog::withoutIds);
            StagedoorLog.open(Path.of(System.getProperty("red5.root"), "stagedoor", "log"));
            status = DoorStatus.publish(() -> framework, installed::closedBecause, this::applications);
            Red5Generation generation = Red5Generation.running();
            generation.warn();
            DecoderLog.bound();
            installed.protectInput(context);
            installed.releaseEnded(context);
            installed.limitPaths(context, server);
            followApplications(installed);
            ServerLog.redact();
            TomcatLogs.hush();
            TomcatLogs.warn(Path.of(System.getProperty("red5.root")));
            installed.grace(generation.mayBlock() ? SWAP_GRACE : Duration.ZERO);
            Thread hook = new Thread(this::stop, "stagedoor-shutdown");
            shutdownHook = hook;
            Runtime.getRuntime().addShutdownHook(hook);
            framework = FrameworkLoader.start(
                    Path.of(System.getProperty("red5.root"), "stagedoor"), server(installed, generation.mayBlock()));
        } catch (Throwable t) { // an Error too: a missing jar shows as NoClassDefFoundError
            installed.outage("the OSGi framework did not start: " + t.getMessage());
            LOG.error("Stagedoor did not start: every client of every application is refused until it does.", t);
        }
    }

    /** Those that Red5 has started, by the path that clients connect to. */
    private Set<String> applications() {
        Set<String> names = new TreeSet<>();
        for (Iterator<IGlobalScope> scopes = server.getGlobalScopes(); scopes.hasNext(); ) {
            names.addAll(scopes.next().getScopeNames());
        }
        return names;
    }

    /** @param mayBlock whether a thread of Red5's that waits makes only its own client wait */
    static Server server(Guard guard, boolean mayBlock) {
        return new Server(
                "red5-bridge.jar",
                Red5Packages.SEEN,
                mayBlock,
                Gate.class,
                Map.of(
                        Clients.class, guard.clients(),
                        Transmissions.class, guard.transmissions(),
                        Declarations.class, guard.declared()),
                gate -> guard.gate((Gate) gate),
                guard::outage);
    }

    /** The applications' contexts are children of this one, in any Red5 whose configuration is not turned upside down. */
    private void followApplications(Guard installed) {
        if (context == null) {
            return;
        }
        if (context.containsBean(COMMON)) {
            installed.declared().follow(context, (ApplicationContext) context.getBean(COMMON));
        } else {
            installed.declared().follow(context);
        }
    }

    @Override
    public void doStop() {
        stop();
        Thread hook = shutdownHook;
        if (hook != null && Thread.currentThread() != hook) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.trace("The virtual machine is already shutting down.");
            }
        }
    }

    private void stop() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        Guard installed = guard;
        if (installed != null) {
            installed.close();
        }
        DoorStatus published = status;
        if (published != null) {
            published.close();
        }
        AutoCloseable running = framework;
        if (running != null) {
            try {
                running.close();
            } catch (Exception e) {
                LOG.warn("The OSGi framework did not stop cleanly.", e);
            }
        }
        StagedoorLog.close();
    }

    @Override
    public HttpAnswer http(HttpRequest request, HttpAnswer nobody) {
        Guard asked = guard;
        return asked == null ? nobody : asked.http(request, nobody);
    }

    @Override
    public @Nullable OpenTransmissions transmissions() {
        Guard asked = guard;
        return asked == null ? null : asked.transmissions();
    }
}
