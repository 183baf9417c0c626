package io.stagedoor.core.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.audit.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5424, section 6. */
class SyslogFormatTest {

    private final SyslogFormat format = new SyslogFormat(Facility.AUTHPRIV, "media-1", "stagedoor", 4711);

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void a_message_has_its_header_and_the_line_as_it_is() {
        Message message = Message.of(17, OutputLines.refused("s1"));
        assertThat(text(format.of(message)))
                .isEqualTo("<85>1 2026-11-30T05:00:00.123456Z media-1 stagedoor 4711 deny [meta sequenceId=\"17\"] "
                        + text(message.json()).strip());
    }

    @ParameterizedTest
    @CsvSource({
        "allow, GRANTED, 86",
        "deny, EXPIRED, 85",
        "deny, NOT_CONFIGURED, 84",
        "unavailable, UNAVAILABLE, 84",
        "end, KICKED, 86",
        "act, KICKED, 85",
    })
    void the_severity_says_how_urgent_it_is(String decision, String reason, int priority) {
        Message message = Message.of(1, OutputLines.line(OutputLines.event("s", decision, reason)));
        assertThat(text(format.of(message))).startsWith("<" + priority + ">1 ").contains(" 4711 " + decision + " [");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2147483647, 2147483647", "2147483648, 1"})
    void the_sequence_begins_anew_where_the_rfc_says(long number, String sequence) {
        assertThat(text(format.of(OutputLines.message(number, "s"))))
                .contains("[meta sequenceId=\"" + sequence + "\"]");
    }

    @Test
    void a_machine_whose_name_is_none_is_nil() {
        SyslogFormat odd = new SyslogFormat(Facility.LOCAL3, "two words", "x", 1);
        assertThat(text(odd.of(OutputLines.message(1, "s"))))
                .startsWith("<158>1 2026-11-30T05:00:00.123456Z - x 1 allow ");
    }

    @Test
    void the_longest_line_that_a_client_can_make_is_one_piece_and_still_json() {
        String longest = IntStream.range(0, 300).mapToObj(i -> "\u00e9").reduce("", String::concat);
        AuditEvent event = new AuditEvent(
                Instant.EPOCH,
                longest,
                longest,
                "RTMP",
                longest,
                longest,
                longest,
                "publish",
                longest,
                longest,
                "jwt",
                1,
                "1.1",
                "deny",
                "EXPIRED",
                longest,
                1);
        Message message = Message.of(1, OutputLines.line(event));
        assertThat(message.json()).hasSizeLessThanOrEqualTo(Message.MOST);
        assertThat(text(message.json()))
                .startsWith("{\"time\":")
                .endsWith("\"micros\":1}\n")
                .contains("\\u00E9\\u2026\"");
    }
}
