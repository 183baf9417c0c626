package io.stagedoor.rules;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A property of a configuration.
 *
 * @param name as operators write it
 * @param type as the annotation type declares it
 * @param otherwise the default; empty for none
 * @param range {@code LEAST to MOST}, as the code reads it; empty for a property that is not a number
 * @param rangeInMetatype the same, as Metatype has it
 * @param sentence what Metatype says of it; empty for nothing
 */
record Property(String name, String type, String otherwise, String range, String rangeInMetatype, String sentence) {

    private static final String NONE = "required|required while active|empty|–";
    private static final Map<String, String> UNITS = Map.of(
            "Millis", "milliseconds, ",
            "Seconds", "seconds, ",
            "Minutes", "minutes, ",
            "Hours", "hours, ",
            "Percent", "percent, ",
            "Bytes", "bytes, ");

    boolean hasDefault() {
        return !otherwise.isEmpty();
    }

    /** The cell of its type in a table, as a pattern. What is no number and no flag is described in free words. */
    String typeCell() {
        return switch (type) {
            case "boolean" -> "`true`, `false`";
            case "int", "long" -> unit() + range;
            default -> "(?!.*\\d to \\d|`true`).+";
        };
    }

    private String unit() {
        return UNITS.entrySet().stream()
                .filter(unit -> name.endsWith(unit.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /** The cell of its default in a table, as a pattern. Instead of a long default there is a link to the example. */
    String defaultCell() {
        return hasDefault() ? code(otherwise) + "|" + code(otherwise.split(",")) + "|\\[.*\\.cfg\\.example\\)" : NONE;
    }

    private static String code(String... values) {
        return Arrays.stream(values)
                .map(value -> Pattern.quote("`" + value + "`"))
                .collect(Collectors.joining(", "));
    }
}
