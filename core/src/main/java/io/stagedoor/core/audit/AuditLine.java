package io.stagedoor.core.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * One line of the audit log: one event, or one that stands for many of its kind.
 *
 * @param event the one, or the last of many
 * @param count of how many
 * @param first when the first of them was
 * @param others whether they are of kinds that were not told apart
 */
record AuditLine(AuditEvent event, long count, Instant first, boolean others) {

    /** One event by itself. */
    static AuditLine of(AuditEvent event) {
        return new AuditLine(event, 1, event.time(), false);
    }

    static AuditLine of(Tally.Gathered gathered, boolean others) {
        return new AuditLine(Objects.requireNonNull(gathered.example()), gathered.count(), gathered.first(), others);
    }

    /** Names and values as everybody outside is told them, in this order: texts and numbers. */
    Map<String, Object> fields() {
        Map<String, Object> fields = event.fields();
        if (count > 1 || others) {
            fields.put("count", count);
            fields.put("first", first.toString());
            fields.put("last", event.time().toString());
            fields.put("of", others ? "others" : "kind");
        }
        return fields;
    }

    /** One JSON object with a line's end, control characters and everything outside ASCII escaped. */
    byte[] json() {
        return (Json.text(fields()) + '\n').getBytes(StandardCharsets.US_ASCII);
    }
}
