package io.stagedoor.cli.demo;

import java.time.Instant;
import java.util.Map;

/**
 * What the audit log says of one decision.
 *
 * @param time when it was made
 * @param allowed whether the client was let in
 * @param reason why
 * @param authenticator who decided; empty if nobody
 * @param generation the number of the server's routing table
 * @param settings which service decided, a point, and by which of its settings
 */
record Audited(Instant time, boolean allowed, String reason, String authenticator, long generation, String settings) {

    static Audited of(Map<String, Object> line) {
        return new Audited(
                Instant.parse(text(line, "time")),
                text(line, "decision").equals("allow"),
                text(line, "reason"),
                text(line, "authenticator"),
                line.get("generation") instanceof Number number ? number.longValue() : 0,
                text(line, "settings"));
    }

    /** Which service decided. */
    String service() {
        return settings.replaceFirst("\\..*", "");
    }

    private static String text(Map<String, Object> line, String field) {
        return String.valueOf(line.get(field));
    }
}
