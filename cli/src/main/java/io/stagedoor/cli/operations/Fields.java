package io.stagedoor.cli.operations;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.stagedoor.cli.command.CommandException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A JSON object of the server. */
final class Fields {

    private final Map<?, ?> values;

    private Fields(Map<?, ?> values) {
        this.values = values;
    }

    /** Reads a JSON text of the server. */
    static Fields of(String json) {
        return read(json)
                .orElseThrow(() -> new CommandException(
                        "the server answered what is not JSON; is it of the same version as this command?"));
    }

    /** Reads a JSON text; empty if it is no object. */
    static Optional<Fields> read(String json) {
        try {
            return Optional.of(new Fields(JSONObjectUtils.parse(json)));
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    /** The value as text; empty if it is missing. */
    String text(String name) {
        return Objects.toString(values.get(name), "");
    }

    /** A whole number; 0 if it is missing. */
    long number(String name) {
        return values.get(name) instanceof Number number ? number.longValue() : 0;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    /** A list of texts; empty if it is missing. */
    List<String> texts(String name) {
        return values.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** An object; empty if it is missing. */
    Optional<Fields> object(String name) {
        return values.get(name) instanceof Map<?, ?> map ? Optional.of(new Fields(map)) : Optional.empty();
    }

    /** A list of objects; empty if it is missing. */
    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        if (values.get(name) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> map) {
                    objects.add(new Fields(map));
                }
            }
        }
        return objects;
    }

    /** An object of whole numbers, in the order of their names; empty if it is missing. */
    Map<String, Long> numbers(String name) {
        Map<String, Long> numbers = new TreeMap<>();
        if (values.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value instanceof Number number) {
                    numbers.put(String.valueOf(key), number.longValue());
                }
            });
        }
        return numbers;
    }

    /** An object of texts, in the order of their names; empty if it is missing. */
    Map<String, String> named(String name) {
        Map<String, String> texts = new TreeMap<>();
        if (values.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        }
        return texts;
    }

    /** An object of lists of texts, in the order of their names; empty if it is missing. */
    Map<String, List<String>> lists(String name) {
        Map<String, List<String>> lists = new TreeMap<>();
        if (values.get(name) instanceof Map<?, ?> map) {
            Fields fields = new Fields(map);
            map.keySet().forEach(key -> lists.put(String.valueOf(key), fields.texts(String.valueOf(key))));
        }
        return lists;
    }
}
