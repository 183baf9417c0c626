package io.stagedoor.cli.check;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One thing that the bundles of an installation have said, as {@code io.stagedoor.red5.plugin.Check} writes it.
 *
 * @param pairs by key, the value
 */
record Said(Map<String, String> pairs) {

    static final String FILE = "file";
    static final String SETTING = "setting";
    static final String SEVERITY = "severity";
    static final String TEXT = "text";

    private static final String KIND = "kind";

    Said {
        pairs = Map.copyOf(pairs);
    }

    /** Reads a line: {@code key=value} pairs, URL-encoded, with {@code &} between. */
    static Said of(String line) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : line.split("&")) {
            int equals = pair.indexOf('=');
            pairs.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return new Said(pairs);
    }

    /** A finding of the command's own. */
    static Said error(String kind, String file, String setting, String text) {
        return new Said(Map.of(KIND, kind, SEVERITY, "error", FILE, file, SETTING, setting, TEXT, text));
    }

    /** Whether it is of a kind: {@code address}, {@code bundle}, {@code checked}, {@code log}, {@code problem} and others. */
    boolean is(String kind) {
        return kind.equals(get(KIND));
    }

    /** Whether it has a value for a key. */
    boolean has(String key) {
        return pairs.containsKey(key);
    }

    /** The value; empty for none. */
    String get(String key) {
        return pairs.getOrDefault(key, "");
    }
}
