package io.stagedoor.auth.support;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads one configuration property; what is wrong with it becomes an exception that names it, and never its value. */
public final class Property {

    private Property() {}

    /**
     * A text, in which no placeholder is left.
     *
     * @param key the property's name
     * @param property asks the configuration for it
     * @return never {@code null}; empty for a property that is missing
     * @throws IllegalArgumentException naming the property
     */
    public static String text(String key, Supplier<String> property) {
        String value = read(key, property, "is no text");
        return value == null ? "" : resolved(key, value);
    }

    /**
     * A list of texts, in which no placeholder is left.
     *
     * @param key the property's name
     * @param property asks the configuration for it
     * @return never {@code null}; empty for a property that is missing
     * @throws IllegalArgumentException naming the property
     */
    public static List<String> texts(String key, Supplier<String[]> property) {
        String[] values = read(key, property, "is no list of texts");
        return values == null
                ? List.of()
                : Stream.of(values).map(value -> resolved(key, value)).toList();
    }

    private static String resolved(String key, String value) {
        if (value.contains("${") || value.contains("$[")) {
            throw new IllegalArgumentException(key + ": has a placeholder left in it that nobody has resolved;"
                    + " provide the variable or file that it names, or write the value itself");
        }
        return value;
    }

    /**
     * A whole number in a range.
     *
     * @param key the property's name
     * @param property asks the configuration for it
     * @param min the smallest that is allowed
     * @param max the largest that is allowed
     * @throws IllegalArgumentException naming the property
     */
    public static long number(String key, LongSupplier property, long min, long max) {
        long value = read(key, property::getAsLong, "is no whole number");
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": is out of range; set it to " + min + " to " + max);
        }
        return value;
    }

    // Declarative Services converts when the property is asked for, and its exceptions repeat the value.
    private static <T> T read(String key, Supplier<T> property, String complaint) {
        try {
            return property.get();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(key + ": " + complaint + "; correct it");
        }
    }
}
