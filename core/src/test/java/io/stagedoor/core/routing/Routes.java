package io.stagedoor.core.routing;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.settings.Application;
import io.stagedoor.core.settings.ApplicationConfig;
import io.stagedoor.core.settings.ApplicationSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** Feeds a router as Declarative Services would. */
public final class Routes {

    public final Router router = new Router(true, () -> this.stopping, this::shown, pid -> this.read);
    /** How often the router has looked for the file of a configuration. */
    int lookups;

    private boolean read;
    private boolean stopping;
    private long nextId = 1;
    private @Nullable ServiceReference<Application> live;

    private String shown(String pid) {
        lookups++;
        return pid;
    }

    /** The router's own bundle is stopping. */
    void stopping() {
        stopping = true;
    }

    /** A bundle is running that reads any configuration. */
    void read() {
        read = true;
    }

    public static ApplicationSettings settings(Map<String, ?> properties) {
        return ApplicationSettings.of(new Properties(ApplicationConfig.class, properties));
    }

    public Application application(Map<String, Object> properties) {
        Application application = new Application(properties);
        bind(application);
        return application;
    }

    /**
     * The application {@code live}, judged by {@code jwt}, in place of the one of before.
     *
     * @param pairs names and values of its further properties
     */
    public void live(String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        noneLive();
        live = bind(new Application(properties));
    }

    /** The application of {@link #live} is configured no more. */
    public void noneLive() {
        if (live != null) {
            remove(live, Application.class);
        }
        live = null;
    }

    public ServiceReference<Application> bind(Application application) {
        ServiceReference<Application> reference = reference(Map.of(), "1.0.0");
        router.bindApplication(reference, application);
        return reference;
    }

    public ServiceReference<Authenticator> authenticator(String name, Authenticator authenticator) {
        return authenticator(name, authenticator, 0, "1.0.0");
    }

    /** One that is asked on the caller's thread. */
    public ServiceReference<Authenticator> local(String name, Authenticator authenticator) {
        ServiceReference<Authenticator> reference =
                reference(Map.of(Authenticator.NAME, name, Authenticator.LOCAL, true), "1.0.0");
        router.bindAuthenticator(reference, authenticator);
        return reference;
    }

    /** One that is made of a configuration, and asked on the caller's thread. */
    public ServiceReference<Authenticator> configured(String name, String pid, Authenticator authenticator) {
        ServiceReference<Authenticator> reference =
                reference(Map.of(Authenticator.NAME, name, Authenticator.LOCAL, true, "service.pid", pid), "1.0.0");
        router.bindAuthenticator(reference, authenticator);
        return reference;
    }

    public ServiceReference<Authenticator> authenticator(
            String name, Authenticator authenticator, int ranking, String version) {
        ServiceReference<Authenticator> reference =
                reference(Map.of(Authenticator.NAME, name, "service.ranking", ranking), version);
        router.bindAuthenticator(reference, authenticator);
        return reference;
    }

    /** One whose service has these properties, which may change. */
    ServiceReference<Authenticator> service(Map<String, Object> properties, Authenticator authenticator) {
        long id = nextId++;
        Bundle bundle = Fakes.fake(Bundle.class, Map.of("getVersion", none -> Version.parseVersion("1.0.0")));
        Map<String, Function<Object[], Object>> answers = Map.of(
                "getProperty",
                one -> one[0].equals("service.id") ? (Object) id : properties.get(one[0]),
                "getBundle",
                none -> bundle);
        @SuppressWarnings("unchecked")
        ServiceReference<Authenticator> reference = Fakes.fake(ServiceReference.class, answers);
        router.bindAuthenticator(reference, authenticator);
        return reference;
    }

    public void remove(ServiceReference<Application> reference, Class<Application> type) {
        router.unbindApplication(reference);
    }

    public void remove(ServiceReference<Authenticator> reference) {
        router.unbindAuthenticator(reference);
    }

    @SuppressWarnings("unchecked")
    <T> ServiceReference<T> reference(Map<String, Object> properties, String version) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("service.id", nextId++);
        Bundle bundle = Fakes.fake(Bundle.class, Map.of("getVersion", none -> Version.parseVersion(version)));
        Map<String, Function<Object[], Object>> answers =
                Map.of("getProperty", one -> all.get(one[0]), "getBundle", none -> bundle);
        return Fakes.fake(ServiceReference.class, answers);
    }
}
