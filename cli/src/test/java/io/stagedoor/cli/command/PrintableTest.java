package io.stagedoor.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @Test
    void letters_and_digits_of_any_language_stay() {
        assertThat(Printable.of("Zoë 7 Łódź 東京 live/room_1-a")).isEqualTo("Zoë 7 Łódź 東京 live/room_1-a");
    }

    @Test
    void whatever_a_terminal_may_act_on_is_escaped() {
        assertThat(Printable.of("a\u001b]0;x\u0007\r\n\t\u007f\u009b\u202e\u200b\u2028\ufeff"))
                .isEqualTo("a\\u001b]0;x\\u0007\\u000d\\u000a\\u0009\\u007f\\u009b\\u202e\\u200b\\u2028\\ufeff");
        assertThat(Printable.of("\ud800x")).isEqualTo("\\ud800x");
        assertThat(Printable.of("\ud83d\ude00")).isEqualTo("\\ud83d\\ude00");
    }

    /** Fillers of Hangul are letters to Unicode, and nobody sees them; likewise whatever a display may leave out. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x3164, 0x115f, 0x1160, 0xffa0, 0xad, 0x34f, 0x61c, 0x17b4, 0x180b, 0x200d, 0x202a, 0x2060, 0x2066,
                0x2069, 0xfe0f, 0x1bca0, 0x1d173, 0xe0001, 0xe0100, 0xe0fff
            })
    void what_nobody_sees_is_escaped(int code) {
        assertThat(Printable.of("ann" + Character.toString(code)))
                .startsWith("ann\\u")
                .matches("[ -~]+");
    }

    @Test
    void letters_that_are_written_from_right_to_left_cannot_move_what_stands_beside_them() {
        assertThat(Printable.of("\u05d0\u0627\u0660 7")).isEqualTo("\\u05d0\\u0627\\u0660 7");
        assertThat(Printable.of("\ud802\udd00")).isEqualTo("\\ud802\\udd00");
    }

    @Test
    void an_escape_of_a_client_is_not_one_of_ours() {
        assertThat(Printable.of("\\u001b")).isEqualTo("\\\\u001b");
    }
}
