package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** What the service registry told of authenticators while this was open. */
final class RegistryEvents implements ServiceListener, AutoCloseable {
    private final BundleContext context;
    private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();

    RegistryEvents(BundleContext context) throws InvalidSyntaxException {
        this.context = context;
        context.addServiceListener(this, "(objectClass=" + Authenticator.class.getName() + ")");
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        events.add(event);
    }

    /** Forgets all up to the registration of this service: the registry shows a service a moment before it tells of it. */
    void forgetUntilRegistered(ServiceReference<?> service) {
        eventually(() -> assertThat(events)
                .anyMatch(event -> event.getType() == ServiceEvent.REGISTERED
                        && event.getServiceReference().equals(service)));
        events.clear();
    }

    void assertNone() {
        assertThat(events).isEmpty();
    }

    @Override
    public void close() {
        context.removeServiceListener(this);
    }
}
