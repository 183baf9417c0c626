package io.stagedoor.host.felix;

import static java.util.Objects.requireNonNull;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;

/**
 * A configuration of a {@link Rehearsal}, as it is in its file.
 *
 * @param file as an operator knows it
 * @param pid the PID
 * @param factoryPid empty for none
 * @param name what is behind the factory PID
 * @param uri of the file, as File Install remembers it
 * @param values as they are delivered to Config Admin
 */
record Planned(String file, String pid, String factoryPid, String name, String uri, Map<String, Object> values) {

    private static final String LOCATION = "?";
    private static final String AUTHENTICATORS = "stagedoor.authenticator.";

    /** One that the keeper's preview has read. */
    static Planned of(Map<?, ?> read) {
        Map<String, Object> values = new TreeMap<>();
        ((Map<?, ?>) part(read, "values")).forEach((key, value) -> values.put((String) key, value));
        return new Planned(
                (String) part(read, "file"),
                (String) part(read, "pid"),
                (String) part(read, "factoryPid"),
                (String) part(read, "name"),
                (String) part(read, "uri"),
                values);
    }

    private static Object part(Map<?, ?> read, String name) {
        return requireNonNull(read.get(name), name);
    }

    /** The PID by which components ask for it. */
    String asked() {
        return factoryPid.isEmpty() ? pid : factoryPid;
    }

    /** The name by which applications know what it makes; empty if it is about something else. */
    Optional<String> authenticator() {
        Object name = values.get("authenticator.name");
        if (name == null && factoryPid.startsWith(AUTHENTICATORS)) {
            name = values.get("name");
        }
        return Optional.ofNullable(name).map(Object::toString);
    }

    void deliver(Reflected admin) {
        Dictionary<String, Object> properties = new Hashtable<>(values);
        properties.put("felix.fileinstall.filename", uri);
        configuration(admin).call("update", properties);
    }

    private Reflected configuration(Reflected admin) {
        return factoryPid.isEmpty()
                ? admin.call("getConfiguration", pid, LOCATION)
                : admin.call("getFactoryConfiguration", factoryPid, name, LOCATION);
    }

    /** With secrets put in, as components get it. */
    Map<String, Object> processed(BundleContext context) {
        Reflected admin = Reflected.service(context, "org.osgi.service.cm.ConfigurationAdmin")
                .orElseThrow(() -> new IllegalStateException("Config Admin has gone"));
        Object properties = configuration(admin)
                .call("getProcessedProperties", new Object[] {null})
                .object();
        Map<String, Object> all = new TreeMap<>();
        if (properties instanceof Dictionary<?, ?> dictionary) {
            java.util.Collections.list(dictionary.keys())
                    .forEach(key -> all.put(String.valueOf(key), dictionary.get(key)));
        }
        return all;
    }

    /** Shows no value. */
    @Override
    public String toString() {
        return file;
    }
}
