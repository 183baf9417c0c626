package io.stagedoor.operations.felix;

import io.stagedoor.auth.support.text.Redacted;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers health checks as soon as their API is installed, also later than this bundle. When the API is replaced, the framework starts this bundle anew.
 * Thread-safe.
 */
public final class HealthServices implements BundleListener, AutoCloseable {

    private static final String API = "org.apache.felix.hc.api.HealthCheck";
    private static final Logger LOG = LoggerFactory.getLogger(HealthServices.class);

    private final BundleContext context;
    private final Supplier<Map<String, Object>> status;
    private @Nullable HealthRegistrations registered;
    private boolean closed;

    /**
     * Registers nothing yet.
     *
     * @param status how the server is, with the names that the operations channel has
     */
    public HealthServices(BundleContext context, Supplier<Map<String, Object>> status) {
        this.context = context;
        this.status = status;
    }

    /** Begins to look. */
    public void open() {
        context.addBundleListener(this);
        look();
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.RESOLVED) {
            look();
        }
    }

    private synchronized void look() {
        if (registered != null || closed || !isThere()) {
            return;
        }
        try {
            registered = HealthRegistrations.of(context, status);
            LOG.info("Health checks of Felix are registered, with the tag stagedoor.");
        } catch (RuntimeException | LinkageError e) { // another version of the API
            closed = true;
            LOG.warn(
                    "Health checks of Felix are installed in a version that Stagedoor does not know; it registers none.",
                    Redacted.of(e));
        }
    }

    private static boolean isThere() {
        try {
            Class.forName(API, false, HealthServices.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        context.removeBundleListener(this);
        if (registered != null) {
            registered.close();
        }
    }
}
