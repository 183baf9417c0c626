package io.stagedoor.auth.support;

import io.stagedoor.auth.Authenticator;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A service registry of authenticators; knows only properties, and how to register and unregister. */
public final class FakeBundleContext {

    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final List<Registered> services = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> properties = new HashMap<>();
    private Path dataFolder = Path.of("target");
    private int registrations;
    private int fewest = Integer.MAX_VALUE;

    /** What is registered, and with what. */
    public record Registered(Authenticator service, Map<String, Object> properties) {}

    /** The context that registers here. */
    public BundleContext context() {
        return proxy(BundleContext.class, (proxy, method, arguments) -> {
            if (method.getName().equals("getProperty")) {
                return properties.get((String) arguments[0]);
            }
            if (method.getName().equals("getDataFile")) {
                return dataFolder.resolve((String) arguments[0]).toFile();
            }
            if (method.getName().equals("getBundle")) {
                return bundle();
            }
            if (!method.getName().equals("registerService")) {
                throw new UnsupportedOperationException(method.getName());
            }
            return register((Authenticator) arguments[1], (Dictionary<?, ?>) arguments[2]);
        });
    }

    private Bundle bundle() {
        return proxy(Bundle.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("getBundleId")) {
                throw new UnsupportedOperationException(method.getName());
            }
            return id;
        });
    }

    /** The id of the bundle, which no other one has. */
    public long id() {
        return id;
    }

    /** Sets a property of the framework. */
    public FakeBundleContext with(String key, String value) {
        properties.put(key, value);
        return this;
    }

    /** Sets the folder for files of the bundle's own. */
    public FakeBundleContext with(Path folder) {
        dataFolder = folder;
        return this;
    }

    /** What is registered now. */
    public List<Registered> registered() {
        return List.copyOf(services);
    }

    /** The one that is registered now. */
    public Registered only() {
        if (services.size() != 1) {
            throw new AssertionError("services: " + services.size());
        }
        return services.get(0);
    }

    /** How often something was registered. */
    public int registrations() {
        return registrations;
    }

    /** The smallest number of services that was left when one was unregistered. */
    public int fewest() {
        return fewest;
    }

    /** Takes all services away, as the framework does when it stops a bundle: who unregisters one then is told that it is gone. */
    public void stop() {
        services.clear();
    }

    private ServiceRegistration<?> register(Authenticator service, Dictionary<?, ?> dictionary) {
        Map<String, Object> properties = new HashMap<>();
        Collections.list(dictionary.keys()).forEach(key -> properties.put((String) key, dictionary.get(key)));
        Registered registered = new Registered(service, Map.copyOf(properties));
        services.add(registered);
        registrations++;
        return proxy(ServiceRegistration.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("unregister")) {
                throw new UnsupportedOperationException(method.getName());
            }
            if (!services.remove(registered)) {
                throw new IllegalStateException("unregistered twice");
            }
            fewest = Math.min(fewest, services.size());
            return null;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
