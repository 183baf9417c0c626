package io.stagedoor.red5.plugin.felix;

import io.stagedoor.red5.hook.Gate;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Follows the gates that bundles offer; the one of the highest rank is the gate of the moment. */
final class GateTracker extends ServiceTracker<Gate, Gate> {

    private final ConcurrentSkipListMap<ServiceReference<Gate>, Gate> offered = new ConcurrentSkipListMap<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final Consumer<Gate> current;

    GateTracker(BundleContext context, Consumer<Gate> current) {
        super(context, Gate.class, null);
        this.current = current;
    }

    /** Does something once, as soon as there has been a gate. */
    void onFirst(Runnable task) {
        first.thenRun(task);
    }

    /** Waits until there has been a gate; {@code false} if there is none in this time. */
    boolean await(long time, TimeUnit unit) throws InterruptedException {
        try {
            first.get(time, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing fails here", e);
        }
    }

    @Override
    public Gate addingService(ServiceReference<Gate> reference) {
        Gate gate = super.addingService(reference);
        if (gate != null) {
            offered.put(reference, gate);
            publish();
            first.complete(null);
        }
        return gate;
    }

    @Override
    public void removedService(ServiceReference<Gate> reference, Gate gate) {
        offered.remove(reference);
        publish();
        super.removedService(reference, gate);
    }

    private synchronized void publish() {
        Map.Entry<ServiceReference<Gate>, Gate> best = offered.lastEntry();
        current.accept(best == null ? null : best.getValue());
    }
}
