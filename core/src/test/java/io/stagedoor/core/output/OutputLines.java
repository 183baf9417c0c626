package io.stagedoor.core.output;

import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.audit.AuditLine;
import java.time.Instant;

/** Lines for tests. */
final class OutputLines {

    static final Instant TIME = Instant.parse("2026-11-30T05:00:00.123456789Z");

    private OutputLines() {}

    static AuditEvent event(String stream, String decision, String reason) {
        return new AuditEvent(
                TIME,
                "C1",
                "192.0.2.7",
                "RTMP",
                "live",
                "",
                stream,
                "publish",
                "ann",
                "",
                "jwt",
                3,
                "17.2",
                decision,
                reason,
                "",
                12);
    }

    static AuditLine line(AuditEvent event) {
        return new AuditLine(event, 1, event.time(), false);
    }

    static AuditLine allowed(String stream) {
        return line(event(stream, "allow", "GRANTED"));
    }

    static AuditLine refused(String stream) {
        return line(event(stream, "deny", "EXPIRED"));
    }

    static Message message(long number, String stream) {
        return Message.of(number, allowed(stream));
    }
}
