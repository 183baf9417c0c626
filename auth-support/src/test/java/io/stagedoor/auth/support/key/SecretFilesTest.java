package io.stagedoor.auth.support.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stagedoor.auth.Secret;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {

    private static final String KEY = "q83Zr0d1h7Yb2kPmXv9sLw4TgN6eAjUc";

    private static Secret read(String content) {
        return SigningKey.ofFile("jwtSecretFile", content.getBytes(StandardCharsets.UTF_8), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "\ufeff" + KEY, KEY + "\n", KEY + "\r\n", KEY + "\r", "\ufeff" + KEY + "\r\n"})
    void neither_a_byte_order_mark_nor_a_line_break_is_part_of_a_secret(String content) {
        assertThat(read(content)).isEqualTo(Secret.of(KEY));
    }

    @Test
    void utf_16_is_an_error_that_says_so() {
        for (var charset : new java.nio.charset.Charset[] {StandardCharsets.UTF_16, StandardCharsets.UTF_16LE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SigningKey.ofFile("jwtSecretFile", KEY.getBytes(charset), " (in f)"))
                    .withMessage("jwtSecretFile: the file is in UTF-16; save it in UTF-8 (in f)");
        }
    }

    /** Random bytes are a secret, too. */
    @Test
    void a_nul_is_a_byte_like_any_other() {
        assertThat(read("\0" + KEY)).isEqualTo(Secret.of("\0" + KEY));
    }

    @Test
    void blanks_at_the_ends_are_part_of_it_and_remarked_on() {
        assertThat(read(KEY + " ")).isEqualTo(Secret.of(KEY + " "));
        for (String blank : new String[] {KEY + " ", "\t" + KEY, KEY + "\u00a0", KEY + "\n"}) {
            assertThat(SigningKey.remarks(Secret.of(blank)))
                    .containsExactly("the secret begins or ends with a blank, which is a part of it");
        }
        assertThat(SigningKey.remarks(Secret.of(KEY))).isEmpty();
        assertThat(SigningKey.remarks(Secret.of("\0\1" + KEY + " ")))
                .as("random bytes")
                .isEmpty();
    }
}
