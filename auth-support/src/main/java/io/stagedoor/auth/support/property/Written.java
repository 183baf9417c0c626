package io.stagedoor.auth.support.property;

import io.stagedoor.auth.support.text.Utf8;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has written: the properties of a configuration without those that Config Admin, File Install and Declarative
 * Services add, without notes, and without the byte order mark that File Install leaves before the first name.
 */
final class Written {

    private static final String NOTE = "x-";
    /** In lower case: Config Admin knows no difference. Any other name that begins so is an operator's, and none that is known. */
    private static final Set<String> ADDED = Set.of(
            "service.pid",
            "service.factorypid",
            "service.bundlelocation",
            "service.changecount",
            "service.id",
            "service.bundleid",
            "service.scope",
            "service.ranking",
            "service.description",
            "service.vendor",
            "component.name",
            "component.id",
            "osgi.ds.satisfying.condition.target",
            "felix.fileinstall.filename");
    /** No text that is meant is longer. */
    private static final int LONGEST = 1 << 16;

    private static final char UNREADABLE = '\ufffd';

    private final Map<String, Object> values = new TreeMap<>();
    private final Set<String> twice = new TreeSet<>();

    Written(Map<String, ?> configured) {
        configured.forEach((key, value) -> {
            boolean marked = !key.isEmpty() && key.charAt(0) == Utf8.MARK;
            String name = marked ? key.substring(1) : key;
            boolean nothing = marked && (name.isEmpty() ? text(value).isBlank() : "#!".indexOf(name.charAt(0)) >= 0);
            if (!nothing && !isAdded(name) && !name.startsWith(NOTE) && values.put(name, value) != null) {
                twice.add(name);
            }
        });
    }

    private static boolean isAdded(String key) {
        return ADDED.contains(key.toLowerCase(Locale.ROOT));
    }

    Set<String> names() {
        return values.keySet();
    }

    /** As one text, the parts of a list with commas between; {@code null} if it is not there. */
    @Nullable
    String text(String key) {
        Object value = values.get(key);
        return value == null ? null : text(value);
    }

    private static String text(Object value) {
        if (value instanceof Collection<?> collection) {
            return String.join(",", collection.stream().map(String::valueOf).toList());
        }
        if (value.getClass().isArray()) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                parts.add(String.valueOf(Array.get(value, i)));
            }
            return String.join(",", parts);
        }
        return String.valueOf(value);
    }

    /**
     * Checks that the text is as it was meant.
     *
     * @throws IllegalArgumentException if it is in another encoding, has a NUL, is endless, or says two things at once
     */
    void requireReadable() {
        Object unreadable = values.get(Properties.UNREADABLE);
        if (unreadable != null) {
            throw new IllegalArgumentException("the file " + unreadable);
        }
        boolean nul = values.keySet().stream().anyMatch(key -> key.indexOf('\0') >= 0);
        if (nul) {
            throw new IllegalArgumentException("the file is in UTF-16, or has NUL bytes in it; save it in UTF-8");
        }
        if (values.keySet().stream().anyMatch(key -> key.indexOf(UNREADABLE) >= 0)) {
            throw new IllegalArgumentException("the file is not in UTF-8; save it in UTF-8");
        }
        if (!twice.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join(", ", twice) + ": is set twice, once behind a byte order mark; remove one of them");
        }
        values.forEach((key, value) -> requireReadable(key, text(value)));
    }

    private static void requireReadable(String key, String text) {
        String shown = shown(key);
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(shown + ": has a NUL byte in it; remove it");
        }
        if (text.indexOf(UNREADABLE) >= 0) {
            throw new IllegalArgumentException(shown + ": has bytes in it that are not UTF-8; save it in UTF-8");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(shown + ": is longer than " + LONGEST + " characters; shorten it");
        }
    }

    /** A name as it may be shown. What is none may be a part of a secret whose line was broken. */
    static String shown(String key) {
        return key.matches("[A-Za-z][A-Za-z0-9._-]{0,39}")
                        || key.matches("[A-Za-z]{1,30}\\.[A-Za-z0-9._-]{1,64}\\.[A-Za-z]{1,30}")
                ? key
                : "a property whose name, of " + key.length() + " characters, is not shown";
    }
}
