package io.stagedoor.cli.server;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a server that answers clients does with them.
 *
 * @param configured the applications whose configuration decides; clients of every other application are refused
 * @param deciders who decides about these, each {@code application=name, name}; without a name, nobody is asked
 * @param refusing why every client is refused, whatever it shows; empty if that is not so
 * @param problems what keeps configuration from working as it should; each names the setting and what to do
 */
public record Readiness(List<String> configured, List<String> deciders, List<String> refusing, List<String> problems) {

    /** Copies the lists. */
    public Readiness {
        configured = List.copyOf(configured);
        deciders = List.copyOf(deciders);
        refusing = List.copyOf(refusing);
        problems = List.copyOf(problems);
    }

    /** What stands behind the word {@code ready}: empty if all is well. */
    String reservation() {
        if (configured.isEmpty()) {
            return ", refusing everyone: no application is configured";
        }
        if (!refusing.isEmpty()) {
            return ", refusing everyone: " + String.join("; ", refusing);
        }
        return switch (problems.size()) {
            case 0 -> "";
            case 1 -> ", with a problem: " + problems.get(0);
            default -> ", with " + problems.size() + " problems: " + String.join("; ", problems);
        };
    }

    /** Who decides, as a sentence for each application. */
    String judges() {
        return deciders.stream().map(Readiness::judge).collect(Collectors.joining("; "));
    }

    private static String judge(String decider) {
        int equals = decider.indexOf('=');
        String names = decider.substring(equals + 1);
        return decider.substring(0, equals) + ": " + (names.isEmpty() ? "nobody is asked" : "judged by " + names);
    }
}
