package io.stagedoor.auth.support.property;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which properties a configuration may have: those of the annotation type that its Metatype is made of, by the same names. A part
 * {@link #NAME} of a name stands for any name that the operator chooses: {@code previousSecret.NAME.file}. Immutable.
 */
public final class Form {

    /** The part of a property's name that stands for any. */
    public static final String NAME = "NAME";

    private static final String ANY = "." + NAME + ".";

    private final String type;
    /** What each property is when it is not set, as text, by name. */
    private final Map<String, String> defaults;

    private Form(String type, Map<String, String> defaults) {
        this.type = type;
        this.defaults = Collections.unmodifiableMap(defaults);
    }

    /**
     * The properties of an annotation type.
     *
     * @param type its methods are the properties, with {@code _} for the dot, as Metatype and Declarative Services name them
     */
    public static Form of(Class<?> type) {
        Map<String, String> defaults = new TreeMap<>();
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic()) {
                defaults.put(method.getName().replace('_', '.'), text(method.getDefaultValue()));
            }
        }
        return new Form(type.getName(), defaults);
    }

    private static String text(Object value) {
        if (value == null) {
            return "";
        }
        return value.getClass().isArray()
                ? String.join(
                        ",",
                        Stream.iterate(0, i -> i + 1)
                                .limit(Array.getLength(value))
                                .map(i -> String.valueOf(Array.get(value, i)))
                                .toList())
                : value.toString();
    }

    /** The names, in order; unmodifiable. */
    public Map<String, String> defaults() {
        return defaults;
    }

    boolean knows(String key) {
        return defaults.containsKey(key) || defaults.keySet().stream().anyMatch(known -> isOneOf(known, key));
    }

    /**
     * What somebody who has written an unknown name may have meant.
     *
     * @return the known names, with the operator's own in the place of {@link #NAME}
     */
    List<String> candidates(String key) {
        String[] parts = key.split("\\.");
        List<String> candidates = new ArrayList<>();
        for (String known : defaults.keySet()) {
            boolean named = known.contains(ANY) && parts.length > 2;
            String own = named ? String.join(".", Arrays.copyOfRange(parts, 1, parts.length - 1)) : NAME;
            candidates.add(known.replace(ANY, "." + own + "."));
        }
        return candidates;
    }

    /**
     * Sees to it that what is read is what Metatype tells people and tools.
     *
     * @throws IllegalStateException if this type has no such property, or another default: the code is wrong
     */
    void require(String key, String otherwise) {
        String own = defaults.get(key);
        if (own == null) {
            own = defaults.entrySet().stream()
                    .filter(known -> isOneOf(known.getKey(), key))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(type + " has no property " + key));
        }
        if (!own.equals(otherwise)) {
            throw new IllegalStateException(type + " has another default for " + key);
        }
    }

    private static boolean isOneOf(String known, String key) {
        int at = known.indexOf(ANY);
        if (at < 0) {
            return false;
        }
        String begin = known.substring(0, at + 1);
        String end = known.substring(at + ANY.length() - 1);
        return key.length() > begin.length() + end.length() && key.startsWith(begin) && key.endsWith(end);
    }
}
