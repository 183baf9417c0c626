package io.stagedoor.benchmarks.stage;

import java.lang.reflect.Method;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;

/**
 * Config Admin, called by reflection: its API is a package of a bundle, and with a second copy of it on the class path the
 * framework would have two.
 */
final class Configurations {

    private final Object admin;
    private final Method factoryConfiguration;

    Configurations(Object admin) {
        this.admin = admin;
        try {
            Class<?> api = admin.getClass().getClassLoader().loadClass("org.osgi.service.cm.ConfigurationAdmin");
            this.factoryConfiguration =
                    api.getMethod("getFactoryConfiguration", String.class, String.class, String.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not the Config Admin that was expected", e);
        }
    }

    void update(String factoryPid, String instance, Map<String, ?> properties) {
        try {
            Object configuration = factoryConfiguration.invoke(admin, factoryPid, instance, "?");
            Class<?> api = factoryConfiguration.getReturnType();
            api.getMethod("update", Dictionary.class).invoke(configuration, new Hashtable<>(properties));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(factoryPid + "~" + instance + " could not be configured", e);
        }
    }
}
