package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The properties of a configuration, and when two say the same. A properties file knows texts only: 5 is the text "5" there. */
final class Values {

    /** The property in which File Install remembers a configuration's file. */
    static final String FILE = ConfFolder.FILE;

    /** What Config Admin and File Install add. */
    private static final Set<String> ADDED = Set.of(
            "service.pid", "service.factorypid", "service.bundlelocation", FILE.toLowerCase(java.util.Locale.ROOT));

    private Values() {}

    /** What somebody has configured, by names that differ by more than case. */
    static Map<String, Object> of(Dictionary<String, ?> properties) {
        Map<String, Object> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String key : Collections.list(properties.keys())) {
            if (!ADDED.contains(key.toLowerCase(java.util.Locale.ROOT))) {
                values.put(key, properties.get(key));
            }
        }
        return values;
    }

    /** A file as File Install remembers it. */
    static String uri(Path file) {
        return file.toFile().getAbsoluteFile().toURI().toString();
    }

    static boolean same(Map<String, Object> one, Map<String, Object> other) {
        return one.size() == other.size()
                && one.entrySet().stream()
                        .allMatch(entry ->
                                other.containsKey(entry.getKey()) && same(entry.getValue(), other.get(entry.getKey())));
    }

    static boolean same(@Nullable Object one, @Nullable Object other) {
        List<Object> parts = parts(one);
        List<Object> others = parts(other);
        return parts != null && others != null
                ? texts(parts).equals(texts(others))
                : Objects.equals(text(one), text(other));
    }

    /** Of the same length for all that can be configured, and different for what is different. */
    static String fingerprint(Map<String, Object> values) {
        StringBuilder all = new StringBuilder();
        values.forEach(
                (key, value) -> all.append(key).append('\n').append(text(value)).append('\n'));
        return Agreements.digest(all.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** As one text; the parts of a list are separated by commas. */
    static String text(@Nullable Object value) {
        List<Object> parts = parts(value);
        return parts == null ? String.valueOf(value) : String.join(",", texts(parts));
    }

    private static List<String> texts(List<Object> parts) {
        return parts.stream().map(String::valueOf).collect(Collectors.toList());
    }

    private static @Nullable List<Object> parts(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            return List.copyOf(collection);
        }
        if (value != null && value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> Array.get(value, i))
                    .collect(Collectors.toList());
        }
        return null;
    }
}
