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
public record AuditLine(AuditEvent event, long count, Instant first, boolean others) {

    /** So many characters of each text are left where a line is too long, the first number that does. */
    private static final int[] SHORTER = {64, 16};

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

    /** Whether a file of the log has it: an end of what nobody had proven is in neither. */
    boolean isWritten() {
        return !event.isEnd() || event.isKept();
    }

    /** One JSON object with a line's end, control characters and everything outside ASCII escaped. */
    byte[] json() {
        return bytes(fields());
    }

    /**
     * The same, for those who take or keep together no more than so many bytes. A client can make a line of the log 12 KiB long, by characters that are
     * escaped; of a line that is too long the texts are cut.
     *
     * @param most at least 4096, the end of the line included
     */
    public byte[] json(int most) {
        Map<String, Object> fields = fields();
        byte[] json = bytes(fields);
        for (int i = 0; json.length > most && i < SHORTER.length; i++) {
            int length = SHORTER[i];
            fields.replaceAll((name, value) ->
                    value instanceof String text && text.length() > length ? text.substring(0, length) + "…" : value);
            json = bytes(fields);
        }
        return json;
    }

    private static byte[] bytes(Map<String, Object> fields) {
        return (Json.text(fields) + '\n').getBytes(StandardCharsets.US_ASCII);
    }
}
