package io.stagedoor.cli.server;

import java.util.List;

/**
 * What a server that answers clients does with them.
 *
 * @param configured the applications whose configuration decides; clients of every other application are refused
 * @param problems what keeps configuration from working as it should; each names the setting and what to do
 */
public record Readiness(List<String> configured, List<String> problems) {

    /** Copies the lists. */
    public Readiness {
        configured = List.copyOf(configured);
        problems = List.copyOf(problems);
    }

    /** What stands behind the word {@code ready}: empty if all is well. */
    String reservation() {
        if (configured.isEmpty()) {
            return ", refusing everyone: no application is configured";
        }
        return switch (problems.size()) {
            case 0 -> "";
            case 1 -> ", with a problem: " + problems.get(0);
            default -> ", with " + problems.size() + " problems: " + String.join("; ", problems);
        };
    }
}
