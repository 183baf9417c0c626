package io.stagedoor.auth.support.property;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The properties that a configuration may have: those of the annotation type that its Metatype is made of. That type declares
 * the name, the default and the range of each. A part {@link #NAME} of a name stands for any name that the operator chooses:
 * {@code previousSecret.NAME.file}, {@code keys.NAME}. Immutable.
 */
final class Form {

    /** The part of a property's name that stands for any. */
    static final String NAME = "NAME";

    private static final String ANY = "." + NAME + ".";
    private static final String LAST = "." + NAME;

    /**
     * One property, as it is declared.
     *
     * @param otherwise the value of a property that is not set, as text; empty if there is none
     * @param range {@code null} for a property that is not a number
     */
    record Declared(String otherwise, @Nullable Range range) {}

    private final String type;
    private final Map<String, Declared> properties;

    private Form(String type, Map<String, Declared> properties) {
        this.type = type;
        this.properties = properties;
    }

    /**
     * The properties of an annotation type.
     *
     * @param type its methods are the properties, with {@code _} for the dot, as Metatype and Declarative Services name them
     */
    static Form of(Class<?> type) {
        Map<String, Declared> properties = new TreeMap<>();
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic()) {
                properties.put(
                        method.getName().replace('_', '.'),
                        new Declared(text(method.getDefaultValue()), method.getAnnotation(Range.class)));
            }
        }
        return new Form(type.getName(), properties);
    }

    private static String text(@Nullable Object value) {
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

    boolean knows(String key) {
        return properties.containsKey(key) || properties.keySet().stream().anyMatch(known -> isOneOf(known, key));
    }

    /**
     * What somebody who has written an unknown name may have meant.
     *
     * @return the known names, with the operator's own in the place of {@link #NAME}
     */
    List<String> candidates(String key) {
        String[] parts = key.split("\\.");
        List<String> candidates = new ArrayList<>();
        for (String known : properties.keySet()) {
            candidates.add(
                    known.endsWith(LAST) && parts.length > 1
                            ? known.replace(LAST, "." + own(parts, parts.length))
                            : known.contains(ANY) && parts.length > 2
                                    ? known.replace(ANY, "." + own(parts, parts.length - 1) + ".")
                                    : known);
        }
        return candidates;
    }

    /**
     * A property, as it is declared.
     *
     * @throws IllegalStateException if the type declares none of this name: the code is wrong
     */
    Declared declared(String key) {
        Declared own = properties.get(key);
        return own != null
                ? own
                : properties.entrySet().stream()
                        .filter(known -> isOneOf(known.getKey(), key))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(type + " has no property " + key));
    }

    /**
     * The range of a property.
     *
     * @throws IllegalStateException if the type declares no such property, or no range for it: the code is wrong
     */
    Range range(String key) {
        Range range = declared(key).range();
        if (range == null) {
            throw new IllegalStateException(type + " has no range for " + key);
        }
        return range;
    }

    private static String own(String[] parts, int end) {
        return String.join(".", Arrays.copyOfRange(parts, 1, end));
    }

    private static boolean isOneOf(String known, String key) {
        if (known.endsWith(LAST)) {
            int begin = known.length() - NAME.length();
            return key.length() > begin && key.startsWith(known.substring(0, begin));
        }
        int at = known.indexOf(ANY);
        if (at < 0) {
            return false;
        }
        String begin = known.substring(0, at + 1);
        String end = known.substring(at + ANY.length() - 1);
        return key.length() > begin.length() + end.length() && key.startsWith(begin) && key.endsWith(end);
    }
}
