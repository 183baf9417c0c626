package io.stagedoor.host.felix;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Follows the gates that bundles offer; the one of the highest rank is the gate of the moment. */
final class GateTracker extends ServiceTracker<Object, Object> {

    private final ConcurrentSkipListMap<ServiceReference<Object>, Object> offered = new ConcurrentSkipListMap<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final Consumer<@Nullable Object> current;

    /** @param gate the name of the service */
    GateTracker(BundleContext context, String gate, Consumer<@Nullable Object> current) {
        super(context, gate, null);
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
    public Object addingService(ServiceReference<Object> reference) {
        Object gate = super.addingService(reference);
        if (gate != null) {
            offered.put(reference, gate);
            publish();
            first.complete(null);
        }
        return gate;
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Object gate) {
        offered.remove(reference);
        publish();
        super.removedService(reference, gate);
    }

    private synchronized void publish() {
        Map.Entry<ServiceReference<Object>, Object> best = offered.lastEntry();
        current.accept(best == null ? null : best.getValue());
    }
}
