package io.stagedoor.red5.plugin;

import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.HttpRequest;
import io.stagedoor.red5.plugin.guard.Guard;
import io.stagedoor.red5.plugin.log.DecoderLog;
import io.stagedoor.red5.plugin.log.ServerLog;
import io.stagedoor.red5.plugin.log.StagedoorLog;
import io.stagedoor.red5.plugin.web.HttpGuard;
import io.stagedoor.red5.plugin.web.OpenTransmissions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
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
            StagedoorLog.open(Path.of(System.getProperty("red5.root"), "stagedoor", "log"));
            status = DoorStatus.publish(server, installed, () -> framework);
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
            framework =
                    FrameworkLoader.start(Path.of(System.getProperty("red5.root")), installed, generation.mayBlock());
        } catch (Throwable t) { // an Error too: a missing jar shows as NoClassDefFoundError
            installed.outage("the OSGi framework did not start: " + t.getMessage());
            LOG.error("Stagedoor did not start: every client of every application is refused until it does.", t);
        }
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
