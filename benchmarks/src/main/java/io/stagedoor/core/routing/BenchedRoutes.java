package io.stagedoor.core.routing;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.benchmarks.stage.Stage;
import io.stagedoor.core.settings.Application;
import java.util.Map;
import org.osgi.framework.ServiceReference;

/** A router with applications and authenticators, told of them as Declarative Services would. */
public final class BenchedRoutes {

    private final Stage stage;
    private final Router router;

    /** A router that knows nothing yet. */
    public BenchedRoutes(Stage stage) {
        this.stage = stage;
        this.router = new Router(stage.context());
    }

    /** Adds an application. */
    public BenchedRoutes application(String name, String authenticator) {
        Application application = new Application(Map.of("application", name, "authenticator", authenticator));
        ServiceReference<Application> reference = stage.context()
                .registerService(Application.class, application, null)
                .getReference();
        router.bindApplication(reference, application);
        return this;
    }

    /** Adds an authenticator of the stage. */
    public BenchedRoutes authenticator(String name) {
        ServiceReference<Authenticator> reference = stage.reference(name);
        router.bindAuthenticator(reference, stage.context().getService(reference));
        return this;
    }

    /** The router. */
    public Router router() {
        return router;
    }
}
