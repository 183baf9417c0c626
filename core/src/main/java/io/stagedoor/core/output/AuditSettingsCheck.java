package io.stagedoor.core.output;

import io.stagedoor.auth.support.text.Redacted;
import java.util.List;
import java.util.Map;

/** Says what is wrong with a configuration {@code stagedoor.audit}, and sends nothing. The bundle's header names it. */
public final class AuditSettingsCheck {

    private final List<String> problems;

    /** Reads a configuration. */
    public AuditSettingsCheck(Map<String, ?> properties) {
        problems = problems(properties);
    }

    private static List<String> problems(Map<String, ?> properties) {
        try {
            AuditSettings.of(properties);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(AuditSettings.where(properties) + ": " + Redacted.message(e));
        }
    }

    /** What is wrong, naming the file and the property. */
    public List<String> problems() {
        return problems;
    }
}
