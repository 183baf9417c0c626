package io.stagedoor.operations.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * The properties of one kind of configuration whose values may be shown.
 *
 * @param names of those that may be shown
 * @param secret names of passwords: they win
 * @param defaults by name, the default of each that may be shown
 */
record Form(List<Pattern> names, List<Pattern> secret, Map<String, String> defaults) {

    /** Of what nobody has declared. */
    static final Form NONE = new Form(List.of(), List.of(), Map.of());

    /** Stands in names for a part that operators choose: {@code previousSecret.NAME.file}. */
    private static final String ANY = "NAME";

    static Form of(ObjectClassDefinition type) {
        List<Pattern> names = new ArrayList<>();
        List<Pattern> secret = new ArrayList<>();
        Map<String, String> defaults = new TreeMap<>();
        for (AttributeDefinition one : type.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
            String id = one.getID();
            boolean isSecret = one.getType() == AttributeDefinition.PASSWORD;
            (isSecret ? secret : names).add(pattern(id));
            if (!isSecret && !id.contains(ANY)) {
                defaults.put(id, joined(one.getDefaultValue()));
            }
        }
        return new Form(List.copyOf(names), List.copyOf(secret), Map.copyOf(defaults));
    }

    private static Pattern pattern(String id) {
        String[] parts = id.split(ANY, -1);
        StringBuilder pattern = new StringBuilder(Pattern.quote(parts[0]));
        for (int i = 1; i < parts.length; i++) {
            pattern.append(".+").append(Pattern.quote(parts[i]));
        }
        return Pattern.compile(pattern.toString());
    }

    private static String joined(String @Nullable [] values) {
        return values == null ? "" : String.join(", ", values);
    }

    /** Whether the value of a property may be shown. */
    boolean shows(String name) {
        return isAmong(names, name) && !isAmong(secret, name);
    }

    private static boolean isAmong(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(one -> one.matcher(name).matches());
    }
}
