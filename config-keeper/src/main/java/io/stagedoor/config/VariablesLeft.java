package io.stagedoor.config;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.utils.properties.TypedProperties;
import org.apache.felix.utils.properties.TypedProperties.SubstitutionCallback;
import org.jspecify.annotations.Nullable;

/**
 * Finds the properties of a file that are made of a {@code ${name}} that nobody knows, also by way of another property. File Install
 * puts nothing in its place; Felix can also leave it as it is, and what differs then has one. For one thread.
 */
final class VariablesLeft {

    private static final String FILE = "";
    private static final Pattern LEFT = Pattern.compile("\\$\\{([^${}]*)}");

    private final Function<String, @Nullable String> variables;
    private final TypedProperties written;
    private final TypedProperties read;
    private final Map<String, String> empty;
    private final Map<String, String> left;

    /**
     * @param variables null or empty for an unknown one
     * @param written as it stands in the file, with nothing put in
     * @param read as File Install reads it
     */
    VariablesLeft(Function<String, @Nullable String> variables, TypedProperties written, TypedProperties read) {
        this.variables = variables;
        this.written = written;
        this.read = read;
        this.empty = computed((file, key, name) -> variables.apply(name), true);
        this.left = computed((file, key, name) -> value(name), false);
    }

    /** What each property would be, made when it is asked for; the properties themselves stay as they are. */
    private Map<String, String> computed(SubstitutionCallback callback, boolean emptyIfUnknown) {
        Map<String, Map<String, String>> all = TypedProperties.prepare(Collections.singletonMap(FILE, written));
        TypedProperties.substitute(Map.of(), all, callback, emptyIfUnknown);
        return Objects.requireNonNull(all.get(FILE));
    }

    private @Nullable String value(String name) {
        if (written.containsKey(name)) {
            return isIn(name) ? null : String.valueOf(read.get(name));
        }
        String value = variables.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private boolean isIn(String key) {
        return !Objects.equals(left.get(key), empty.get(key));
    }

    /** For each property that has one: the variable as it is written, and nothing else of the value. */
    Map<String, String> byKey() {
        Map<String, String> found = new TreeMap<>();
        for (String key : written.keySet()) {
            if (isIn(key)) {
                found.put(key, first(key));
            }
        }
        return found;
    }

    /** Of another property that has one, that one's. */
    private String first(String key) {
        Matcher matcher = LEFT.matcher(left.get(key));
        if (!matcher.find()) {
            return "${}";
        }
        String name = matcher.group(1);
        return written.containsKey(name) ? first(name) : matcher.group();
    }
}
