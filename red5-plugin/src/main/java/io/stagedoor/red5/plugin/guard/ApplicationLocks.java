package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.log.StagedoorLog;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.red5.server.Context;
import org.red5.server.adapter.MultiThreadedApplicationAdapter;
import org.red5.server.api.scope.IScope;
import org.red5.server.util.ScopeUtils;
import org.slf4j.Logger;

/**
 * Puts the locks on what a scope's clients will reach: the invoker of its context, and its handler's security. Each is looked at
 * by itself: applications may share a context, and one may have none of its own.
 */
final class ApplicationLocks {

    private static final Logger LOG = StagedoorLog.logger(ApplicationLocks.class);

    private final Admission admission;
    private final StreamLock streamLock;
    private final ReentrantLock installing = new ReentrantLock();

    ApplicationLocks(Admission admission) {
        this.admission = admission;
        this.streamLock = new StreamLock(admission);
    }

    /** Puts a guarded invoker before a context's own. */
    void wrap(Context context) {
        if (!isGuarded(context)) {
            context.setServiceInvoker(new GuardedInvoker(context.getServiceInvoker(), admission));
        }
    }

    /**
     * Puts the locks on a scope, unless they are there.
     *
     * @return why that is not possible; {@code null} when it is
     */
    @Nullable
    String put(IScope scope) {
        if (!(scope.getContext() instanceof Context context)) {
            return "its context is not an org.red5.server.Context, but " + nameOf(scope.getContext());
        }
        if (!(scope.getHandler() instanceof MultiThreadedApplicationAdapter adapter)) {
            return "its handler is not a MultiThreadedApplicationAdapter, but " + nameOf(scope.getHandler());
        }
        if (isGuarded(context) && isLocked(adapter)) {
            return null;
        }
        installing.lock();
        try {
            adapter.registerStreamPublishSecurity(streamLock);
            adapter.registerStreamPlaybackSecurity(streamLock);
            adapter.registerSharedObjectSecurity(streamLock);
            wrap(context);
        } finally {
            installing.unlock();
        }
        if (!isLocked(adapter)) {
            return "its handler " + nameOf(adapter)
                    + " does not keep the security handlers that Stagedoor registers with it";
        }
        LOG.info("Guarding application '{}'.", applicationOf(scope));
        return null;
    }

    private boolean isGuarded(Context context) {
        return context.getServiceInvoker() instanceof GuardedInvoker invoker && invoker.isOf(admission);
    }

    private boolean isLocked(MultiThreadedApplicationAdapter adapter) {
        return adapter.getStreamPublishSecurity().contains(streamLock)
                && adapter.getStreamPlaybackSecurity().contains(streamLock)
                && adapter.getSharedObjectSecurity().contains(streamLock);
    }

    /** A client may connect to a room first, whose handler and context are the application's. */
    private static String applicationOf(IScope scope) {
        IScope application = ScopeUtils.findApplication(scope);
        return application == null ? scope.getName() : application.getName();
    }

    private static String nameOf(Object object) {
        return object == null ? "null" : object.getClass().getName();
    }
}
