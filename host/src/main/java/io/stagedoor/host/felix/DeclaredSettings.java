package io.stagedoor.host.felix;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Judges configurations of other people's bundles by what these declare: their Metatype. The authenticators of Stagedoor judge themselves,
 * and more strictly. Shows no value.
 */
final class DeclaredSettings {

    private static final String OURS = "stagedoor.";
    private static final int ALL = -1;
    private static final List<String> ADDED = List.of("x-", "service.", "component.", "felix.", "osgi.ds.");

    private final BundleContext context;
    private final Optional<Reflected> metatype;

    DeclaredSettings(BundleContext context) {
        this.context = context;
        this.metatype = Reflected.service(context, "org.osgi.service.metatype.MetaTypeService");
    }

    /** Looks at each configuration that is not ours. A finding about an unknown name has the names that are known in {@code known}. */
    void look(List<Planned> configurations, Consumer<Map<String, String>> found) {
        for (Planned one : configurations) {
            if (!one.pid().startsWith(OURS) && metatype.isPresent()) {
                declared(one).ifPresent(settings -> look(one, settings, found));
            }
        }
    }

    /** By name, each setting. */
    private Optional<Map<String, Reflected>> declared(Planned one) {
        for (Bundle bundle : context.getBundles()) {
            Reflected information = metatype.get().call("getMetaTypeInformation", bundle);
            if (information.object() != null
                    && (has(information.call("getPids"), one.asked())
                            || has(information.call("getFactoryPids"), one.asked()))) {
                return Optional.of(settings(information.call("getObjectClassDefinition", one.asked(), null)));
            }
        }
        return Optional.empty();
    }

    private static boolean has(Reflected pids, String pid) {
        return pids.object() != null && List.of((String[]) pids.object()).contains(pid);
    }

    private static Map<String, Reflected> settings(Reflected definition) {
        Map<String, Reflected> settings = new LinkedHashMap<>();
        Object all = definition.call("getAttributeDefinitions", ALL).object();
        for (int i = 0; all != null && i < Array.getLength(all); i++) {
            Reflected setting = new Reflected(Array.get(all, i));
            settings.put(String.valueOf(setting.call("getID").object()), setting);
        }
        return settings;
    }

    private static void look(Planned one, Map<String, Reflected> settings, Consumer<Map<String, String>> found) {
        String known = String.join(",", new TreeSet<>(settings.keySet()));
        one.values().forEach((key, value) -> {
            if (ADDED.stream().noneMatch(key.toLowerCase(Locale.ROOT)::startsWith) && !settings.containsKey(key)) {
                found.accept(Map.of(
                        "severity", "warning", "kind", "unknown", "file", one.file(), "setting", key, "known", known));
            }
        });
        settings.forEach((name, setting) -> problem(setting, one.values().get(name))
                .ifPresent(text -> found.accept(Map.of(
                        "severity", "error", "kind", "declared", "file", one.file(), "setting", name, "text", text))));
    }

    private static Optional<String> problem(Reflected setting, @Nullable Object value) {
        if (value == null) {
            boolean isRequired = isRequired(setting);
            return isRequired ? Optional.of("is missing; set it") : Optional.empty();
        }
        String text = value instanceof Collection<?> several
                ? String.join(",", several.stream().map(String::valueOf).toList())
                : String.valueOf(value);
        Object answer = setting.call("validate", text).object();
        return answer == null || answer.toString().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "is not accepted: " + OneLine.of(answer.toString()).replace("%", ""));
    }

    /** The interface does not tell: an empty text is not accepted for what is required. */
    private static boolean isRequired(Reflected setting) {
        Object otherwise = setting.call("getDefaultValue").object();
        Object answer = setting.call("validate", "").object();
        return (otherwise == null || Array.getLength(otherwise) == 0)
                && answer != null
                && !answer.toString().isEmpty();
    }
}
