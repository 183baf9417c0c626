package io.stagedoor.auth.support.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void a_mark_is_no_part_of_the_text() {
        assertThat(Utf8.text("\ufeffa\u00e9".getBytes(UTF_8))).isEqualTo("a\u00e9");
        assertThat(Utf8.text("a\ufeff".getBytes(UTF_8))).isEqualTo("a\ufeff");
        assertThat(Utf8.text(new byte[0])).isEmpty();
        byte[] content = "ab".getBytes(UTF_8);
        assertThat(Utf8.withoutMark(Utf8.marked(content))).isEqualTo(content);
        assertThat(Utf8.hasMark(Utf8.marked(content))).isTrue();
        assertThat(Utf8.hasMark(content)).isFalse();
    }

    @Test
    void utf_16_is_an_error_that_says_so() {
        for (Charset charset : new Charset[] {UTF_16BE, UTF_16LE}) {
            for (String text : new String[] {"\ufeffname=x\r\n", "\ufeff\u4e2d", "name=x\r\n"}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Utf8.text(text.getBytes(charset)))
                        .withMessage("is in UTF-16; save it in UTF-8");
            }
        }
    }

    @Test
    void what_is_not_in_utf_8_or_has_a_nul_is_an_error() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Utf8.text("j\u00fcrgen".getBytes(ISO_8859_1)))
                .withMessage("is not in UTF-8; save it in UTF-8");
        for (String text : new String[] {"a\nb\0c\n", "a\n\0", "a\r\0", "a\r\nb\0"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Utf8.text(text.getBytes(UTF_8)))
                    .withMessage("line 2: has a NUL byte; remove it");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Utf8.text("\0abc".getBytes(UTF_8)))
                .withMessageStartingWith("line 1: ");
    }
}
