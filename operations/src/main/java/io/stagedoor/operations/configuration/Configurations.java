package io.stagedoor.operations.configuration;

import io.stagedoor.auth.support.text.Redacted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations of this moment. A value is shown only if the Metatype of a bundle of ours declares its property, and not as a password; of any other
 * property only its name. Thread-safe.
 */
public final class Configurations implements Supplier<List<Map<String, Object>>> {

    private static final Logger LOG = LoggerFactory.getLogger(Configurations.class);
    private static final String FILE = "felix.fileinstall.filename";
    private static final String OURS = "stagedoor.";
    private static final String OUR_BUNDLES = "io.stagedoor.";
    private static final int MAX_VALUE = 1000;
    private static final int MAX_NAME = 100;
    private static final String NAME = "name";
    private static final String CUT = "…";

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final MetaTypeService types;

    /** Looks at nothing yet. */
    public Configurations(BundleContext context, ConfigurationAdmin admin, MetaTypeService types) {
        this.context = context;
        this.admin = admin;
        this.types = types;
    }

    /**
     * Names and values, one map for each configuration of ours, and for each other that came from a file, in the order of their PIDs: {@code pid}, {@code
     * file} (empty for none), and {@code properties}: {@code name}, {@code value}, and whether it is {@code set} (else the value is the default),
     * or {@code hidden} (then the value is empty).
     */
    @Override
    public List<Map<String, Object>> get() {
        Map<String, Form> forms = forms();
        List<Map<String, Object>> found = new ArrayList<>();
        for (Configuration configuration : configurations()) {
            try {
                fields(configuration, forms).ifPresent(found::add);
            } catch (IllegalStateException e) { // removed just now
                LOG.debug("A configuration has gone.", e);
            }
        }
        found.sort(Comparator.comparing(one -> String.valueOf(one.get("pid"))));
        return found;
    }

    private List<Configuration> configurations() {
        try {
            Configuration @Nullable [] all = admin.listConfigurations(null);
            return all == null ? List.of() : List.of(all);
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException("Config Admin cannot be read", e);
        }
    }

    /** By PID or factory PID, what bundles of ours declare. */
    private Map<String, Form> forms() {
        Map<String, Form> forms = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            String name = bundle.getSymbolicName();
            boolean isOurs = name != null && name.startsWith(OUR_BUNDLES);
            @Nullable MetaTypeInformation declared = isOurs ? types.getMetaTypeInformation(bundle) : null;
            if (declared != null) {
                add(forms, declared, declared.getPids());
                add(forms, declared, declared.getFactoryPids());
            }
        }
        return forms;
    }

    private static void add(Map<String, Form> forms, MetaTypeInformation declared, String @Nullable [] pids) {
        for (String pid : pids == null ? new String[0] : pids) {
            if (pid.startsWith(OURS)) {
                ObjectClassDefinition type = declared.getObjectClassDefinition(pid, null);
                forms.put(pid, Form.of(type));
            }
        }
    }

    private static Optional<Map<String, Object>> fields(Configuration configuration, Map<String, Form> forms) {
        String pid = configuration.getPid();
        String factory = configuration.getFactoryPid();
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null || !pid.startsWith(OURS) && properties.get(FILE) == null) {
            return Optional.empty();
        }
        Form form = forms.getOrDefault(factory == null ? pid : factory, Form.NONE);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pid", shown(pid, MAX_NAME));
        fields.put("file", file(properties.get(FILE)));
        fields.put("properties", properties(properties, form));
        return Optional.of(fields);
    }

    private static String file(@Nullable Object uri) {
        String text = uri == null ? "" : uri.toString();
        return shown(text.substring(text.lastIndexOf('/') + 1), MAX_NAME);
    }

    private static List<Map<String, Object>> properties(Dictionary<String, Object> set, Form form) {
        Map<String, Map<String, Object>> found = new TreeMap<>();
        form.defaults().forEach((name, value) -> found.put(name, property(name, value, false, false)));
        for (String name : Collections.list(set.keys())) {
            if (!isOfTheFramework(name)) {
                boolean isShown = form.shows(name);
                found.put(name, property(name, isShown ? text(set.get(name)) : "", true, !isShown));
            }
        }
        return List.copyOf(found.values());
    }

    private static boolean isOfTheFramework(String name) {
        return name.equals(Constants.SERVICE_PID)
                || name.startsWith("service.")
                || name.startsWith("felix.")
                || name.startsWith(".");
    }

    private static Map<String, Object> property(String name, String value, boolean isSet, boolean isHidden) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(NAME, shown(name, MAX_NAME));
        fields.put("value", shown(value, MAX_VALUE));
        fields.put("set", isSet);
        fields.put("hidden", isHidden);
        return fields;
    }

    private static String text(Object value) {
        if (value instanceof Object[] several) {
            return Arrays.stream(several).map(String::valueOf).collect(Collectors.joining(", "));
        }
        return value instanceof Collection<?> several
                ? several.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(value);
    }

    private static String shown(String text, int most) {
        String redacted = Redacted.of(text);
        return redacted.length() <= most ? redacted : redacted.substring(0, most) + CUT;
    }
}
