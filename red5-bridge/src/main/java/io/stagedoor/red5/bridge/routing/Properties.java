package io.stagedoor.red5.bridge.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads configuration properties strictly: a flag that is neither {@code true} nor {@code false} is an error, where Declarative
 * Services reads every typing mistake as {@code false}.
 */
public final class Properties {

    private final Map<String, ?> values;

    /** Reads these. */
    public Properties(Map<String, ?> values) {
        this.values = values;
    }

    String required(String key) {
        String text = text(key, "");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(key + ": is missing or empty");
        }
        return text;
    }

    /** The trimmed text of a property. */
    String text(String key, String otherwise) {
        Object value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        String text = value instanceof Object[] array
                ? Arrays.stream(array).map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
        if (text.contains("${") || text.contains("$[")) {
            throw new IllegalArgumentException(key + ": '" + text + "' has a placeholder that nothing was put in for");
        }
        return text.trim();
    }

    /** Whether a property is {@code true}. */
    public boolean flag(String key, boolean otherwise) {
        String text = text(key, Boolean.toString(otherwise));
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(key + ": '" + text + "' is neither true nor false");
        };
    }

    long number(String key, long otherwise, long least, long most) {
        String text = text(key, Long.toString(otherwise));
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, together with the range
        }
        throw new IllegalArgumentException(key + ": '" + text + "' is no whole number from " + least + " to " + most);
    }

    /**
     * A secret, as it stands; empty for none.
     *
     * @throws IllegalArgumentException naming the property, and never its value
     */
    String secret(String key) {
        String text = values.get(key) == null ? "" : values.get(key).toString();
        if (text.contains("${") || text.contains("$[")) {
            throw new IllegalArgumentException(key + ": has a placeholder left in it that nobody has resolved; provide"
                    + " the variable or file that it names");
        }
        return text;
    }

    /** The parts of a list, trimmed, without empty ones. */
    public List<String> list(String key, String otherwise, char separator) {
        List<String> parts = new ArrayList<>();
        for (String part : text(key, otherwise).split(Pattern.quote(String.valueOf(separator)))) {
            if (!part.isBlank()) {
                parts.add(part.trim());
            }
        }
        return List.copyOf(parts);
    }
}
