package io.stagedoor.shared.redis.internal;

import io.stagedoor.auth.support.text.Redacted;
import java.util.List;
import java.util.Map;

/** Says what is wrong with a configuration {@code stagedoor.shared}, and asks no Redis. The bundle's header names it. */
public final class SettingsCheck {

    private final List<String> problems;

    /** Reads a configuration. */
    public SettingsCheck(Map<String, ?> properties) {
        problems = problems(properties);
    }

    private static List<String> problems(Map<String, ?> properties) {
        try {
            Settings.of(properties);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Settings.where(properties) + ": " + Redacted.message(e));
        }
    }

    /** What is wrong, naming the file and the property. */
    public List<String> problems() {
        return problems;
    }
}
