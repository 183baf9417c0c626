package io.stagedoor.operations.felix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One thing that a health check says.
 *
 * @param level how bad it is
 * @param text a sentence for operators, without a secret
 */
record Finding(Level level, String text) {

    /** How bad something is. */
    enum Level {
        /** It is as it should be. */
        OK,
        /** Somebody has to mend something, and clients that should get in do. */
        WARN,
        /** Clients that should get in do not, or what they do is not written down. */
        CRITICAL
    }

    /** What a check is about: its name, its tag, and how it reads the status of the server. */
    enum Subject {
        /** Whether Stagedoor would let anybody in. */
        READY("ready") {
            @Override
            void look(Map<String, Object> status, List<Finding> findings) {
                if (!Boolean.TRUE.equals(status.get("ready"))) {
                    texts(status, "refusing")
                            .forEach(why ->
                                    findings.add(new Finding(Level.CRITICAL, "every client is refused: " + why)));
                } else {
                    findings.add(new Finding(
                            Level.OK, texts(status, "applications").size() + " application(s) are configured"));
                }
            }
        },
        /** What does not work as it is configured. */
        PROBLEMS("problems") {
            @Override
            void look(Map<String, Object> status, List<Finding> findings) {
                texts(status, "problems").forEach(problem -> findings.add(new Finding(Level.WARN, problem)));
                texts(status, "lastGood")
                        .forEach(name -> findings.add(new Finding(
                                Level.WARN,
                                "application " + name
                                        + ": its file has an error, the configuration before is in force")));
            }
        },
        /** Whether the audit log has all lines. */
        AUDIT("audit") {
            @Override
            void look(Map<String, Object> status, List<Finding> findings) {
                if (number(status, "lostLines") > 0) {
                    findings.add(new Finding(
                            Level.CRITICAL,
                            "the audit log lacks " + number(status, "lostLines") + " line(s) since "
                                    + text(status, "lostSince")));
                }
                for (Object one : (List<?>) status.getOrDefault("outputs", List.of())) {
                    output((Map<?, ?>) one, findings);
                }
            }
        },
        /** How old keys are, and what else authenticators say of themselves. */
        KEYS("keys") {
            @Override
            void look(Map<String, Object> status, List<Finding> findings) {
                ((Map<?, ?>) status.getOrDefault("facts", Map.of()))
                        .forEach((name, facts) -> ((List<?>) facts)
                                .forEach(fact -> findings.add(new Finding(Level.OK, name + ": " + fact))));
            }
        };

        private final String tag;

        Subject(String tag) {
            this.tag = tag;
        }

        /** One word. */
        String tag() {
            return tag;
        }

        abstract void look(Map<String, Object> status, List<Finding> findings);

        /** Reads the status of the server, with the names that the operations channel has; never empty. */
        List<Finding> of(Map<String, Object> status) {
            List<Finding> findings = new ArrayList<>();
            look(status, findings);
            return findings.isEmpty() ? List.of(new Finding(Level.OK, "nothing to say")) : List.copyOf(findings);
        }
    }

    private static void output(Map<?, ?> output, List<Finding> findings) {
        String name = "output " + output.get("name") + " " + output.get("target") + ": ";
        if (!String.valueOf(output.get("trouble")).isEmpty()) {
            findings.add(new Finding(Level.WARN, name + "audit lines cannot be sent: " + output.get("trouble")));
        }
        if (output.get("lost") instanceof Long lost && lost > 0) {
            findings.add(new Finding(
                    Level.WARN, name + lost + " audit line(s) were lost, since " + output.get("lostSince")));
        }
    }

    private static String text(Map<String, Object> status, String name) {
        return String.valueOf(status.getOrDefault(name, ""));
    }

    private static long number(Map<String, Object> status, String name) {
        return status.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static List<String> texts(Map<String, Object> status, String name) {
        List<String> texts = new ArrayList<>();
        ((Iterable<?>) status.getOrDefault(name, List.of())).forEach(one -> texts.add(String.valueOf(one)));
        return texts;
    }
}
