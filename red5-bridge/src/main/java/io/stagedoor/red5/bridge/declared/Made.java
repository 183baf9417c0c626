package io.stagedoor.red5.bridge.declared;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that is made of a declaration. Its PID says so, and of which: what somebody has made of its properties since does
 * not matter.
 *
 * @param factory the PID of the factory
 * @param name its name within the factory
 */
record Made(String factory, String name, Map<String, String> properties) {

    private static final Pattern PID = Pattern.compile("(.+)~.*\\.red5-web\\.([0-9a-f]{12})");

    static Made of(String factory, String application, String id, Map<String, String> properties) {
        String readable = application.equals("*") ? "all" : application.replaceAll("[^A-Za-z0-9_]", "_");
        return new Made(factory, readable + ".red5-web." + id, Map.copyOf(properties));
    }

    /** The declaration that a configuration was made of; {@code null} for any other configuration. */
    static @Nullable String declarationOf(String pid) {
        Matcher made = PID.matcher(pid);
        return made.matches() ? made.group(2) : null;
    }

    String pid() {
        return factory + "~" + name;
    }

    Dictionary<String, Object> dictionary() {
        return new Hashtable<>(properties);
    }
}
