package io.stagedoor.auth.support;

import io.stagedoor.auth.Authenticator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/**
 * An authenticator in the service registry, with its name, its PID, its kind of credentials and whether it is local, and no other property: a configuration may hold secrets, and
 * whoever may see a service sees its properties. For one thread at a time.
 */
public final class AuthenticatorService implements NamedService {

    private final BundleContext context;
    private final Authenticator authenticator;
    private final String credentials;
    private final boolean local;
    private final String servicePid;
    private @Nullable ServiceRegistration<Authenticator> registration;
    private String registeredName = "";

    /**
     * Registers nothing yet.
     *
     * @param properties those of the component: the PID is among them
     * @param defaultPid for a component without
     * @param credentials the kind about which it decides, see {@link Authenticator#CREDENTIALS}
     * @param local whether it answers from memory and never blocks, see {@link Authenticator#LOCAL}
     */
    public AuthenticatorService(
            BundleContext context,
            Authenticator authenticator,
            Map<String, Object> properties,
            String defaultPid,
            String credentials,
            boolean local) {
        this.context = context;
        this.authenticator = authenticator;
        this.credentials = credentials;
        this.local = local;
        this.servicePid = properties.get(Constants.SERVICE_PID) instanceof String pid ? pid : defaultPid;
    }

    @Override
    public String servicePid() {
        return servicePid;
    }

    /** What it is registered as; empty when it is not. */
    public String name() {
        return registeredName;
    }

    /**
     * Registers it under the name; does nothing if it has that name. The new registration begins before the old one ends.
     *
     * @param name empty for no change
     */
    @Override
    public void register(String name) {
        if (name.isEmpty() || name.equals(registeredName)) {
            return;
        }
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Authenticator.NAME, name);
        properties.put(Authenticator.CREDENTIALS, credentials);
        properties.put(Authenticator.LOCAL, local);
        properties.put(Constants.SERVICE_PID, servicePid);
        ServiceRegistration<Authenticator> before = registration;
        registration = context.registerService(Authenticator.class, authenticator, properties);
        registeredName = name;
        if (before != null) {
            before.unregister();
        }
    }

    /** Takes it out of the registry. */
    @Override
    public void unregister() {
        if (registration != null) {
            registration.unregister();
            registration = null;
            registeredName = "";
        }
    }
}
