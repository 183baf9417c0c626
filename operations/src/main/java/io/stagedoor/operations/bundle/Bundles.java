package io.stagedoor.operations.bundle;

import io.stagedoor.auth.support.component.ComponentState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Bundles and components of this moment, for an operator. Thread-safe. */
public final class Bundles implements Supplier<Map<String, Object>> {

    private static final String FOLDER = "bundles/";
    private static final String NOT_INSTALLED = "not installed";

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final Supplier<Map<String, String>> problems;
    private final Path home;

    /**
     * Looks at nothing yet.
     *
     * @param problems by file of {@code stagedoor/bundles}, why it is no running bundle
     */
    public Bundles(BundleContext context, ServiceComponentRuntime components, Supplier<Map<String, String>> problems) {
        this.context = context;
        this.components = components;
        this.problems = problems;
        this.home = Path.of(String.valueOf(context.getProperty("stagedoor.home")))
                .toAbsolutePath()
                .normalize();
    }

    /** Names and values: {@code bundles} and {@code components}, with objects in the order of their files and names. */
    @Override
    public Map<String, Object> get() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bundles", bundles());
        fields.put(
                "components",
                ComponentState.of(components).stream()
                        .sorted(Comparator.comparing(ComponentState::bundle)
                                .thenComparing(ComponentState::name)
                                .thenComparing(ComponentState::pid))
                        .map(Bundles::fields)
                        .toList());
        return fields;
    }

    private List<Map<String, Object>> bundles() {
        Map<String, String> left = new TreeMap<>(problems.get());
        List<Map<String, Object>> found = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            String file = file(bundle);
            String problem = file.startsWith(FOLDER) ? left.remove(file.substring(FOLDER.length())) : null;
            found.add(fields(
                    file,
                    String.valueOf(bundle.getSymbolicName()),
                    bundle.getVersion().toString(),
                    state(bundle),
                    problem == null ? "" : problem));
        }
        left.forEach((file, why) -> found.add(fields(FOLDER + file, "", "", NOT_INSTALLED, why)));
        found.sort(Comparator.comparing(one -> String.valueOf(one.get("file"))));
        return found;
    }

    private static Map<String, Object> fields(String file, String name, String version, String state, String problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file);
        fields.put("name", name);
        fields.put("version", version);
        fields.put("state", state);
        fields.put("problem", problem);
        return fields;
    }

    private static Map<String, Object> fields(ComponentState component) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bundle", component.bundle());
        fields.put("name", component.name());
        fields.put("configuration", component.pid());
        fields.put("state", component.state().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        fields.put("need", component.need());
        return fields;
    }

    /** Below the folder {@code stagedoor}; empty for the framework itself, and what others have installed from elsewhere. */
    private String file(Bundle bundle) {
        try {
            URI location = URI.create(bundle.getLocation());
            if (!"file".equals(location.getScheme())) {
                return "";
            }
            Path file = Path.of(location);
            // File Install follows the links of the folder.
            for (Path folder : List.of(home, home.toRealPath())) {
                if (file.startsWith(folder)) {
                    return folder.relativize(file).toString().replace('\\', '/');
                }
            }
            return file.toString();
        } catch (IllegalArgumentException | IOException e) {
            return "";
        }
    }

    private static String state(Bundle bundle) {
        boolean isFragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> isFragment ? "fragment" : "stopped";
            case Bundle.INSTALLED -> "not resolved";
            default -> "uninstalled";
        };
    }
}
