package io.stagedoor.gateway.door.settings;

import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.text.Redacted;
import java.util.List;
import java.util.Map;

/** Says what is wrong with a configuration {@code stagedoor.server}, without a gateway. The bundle's header names it. */
public final class SettingsCheck {

    private final List<String> problems;

    /** Reads a configuration. */
    public SettingsCheck(Map<String, ?> properties) {
        problems =
                problems(new Properties(ServerConfig.class, properties), String.valueOf(properties.get("service.pid")));
    }

    private static List<String> problems(Properties values, String pid) {
        try {
            ServerSettings.of(pid.substring(pid.indexOf('~') + 1), values);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(values.where(ServerSettings.PID) + ": " + Redacted.message(e));
        }
    }

    /** What is wrong, naming the file and the property. */
    public List<String> problems() {
        return problems;
    }
}
