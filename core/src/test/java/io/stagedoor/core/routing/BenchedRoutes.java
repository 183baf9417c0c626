package io.stagedoor.core.routing;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.core.settings.Application;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A router with applications and authenticators, told of them as Declarative Services would. */
public final class BenchedRoutes {

    private final BundleContext context;
    private final Function<String, ServiceReference<Authenticator>> authenticators;
    private final Router router;

    /**
     * A router that knows nothing yet.
     *
     * @param authenticators finds an authenticator by its name
     */
    public BenchedRoutes(BundleContext context, Function<String, ServiceReference<Authenticator>> authenticators) {
        this.context = context;
        this.authenticators = authenticators;
        this.router = new Router(context);
    }

    /** Adds an application. */
    public BenchedRoutes application(String name, String authenticator) {
        return application(name, authenticator, Map.of());
    }

    /**
     * Adds an application.
     *
     * @param more of its properties
     */
    public BenchedRoutes application(String name, String authenticator, Map<String, ?> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("application", name);
        properties.put("authenticator", authenticator);
        return application(properties);
    }

    /** Adds an application with these properties. */
    public BenchedRoutes application(Map<String, Object> properties) {
        Application application = new Application(properties);
        ServiceReference<Application> reference =
                context.registerService(Application.class, application, null).getReference();
        router.bindApplication(reference, application);
        return this;
    }

    /** Adds an authenticator that the framework has. */
    public BenchedRoutes authenticator(String name) {
        ServiceReference<Authenticator> reference = authenticators.apply(name);
        router.bindAuthenticator(reference, context.getService(reference));
        return this;
    }

    /** The router. */
    public Router router() {
        return router;
    }
}
