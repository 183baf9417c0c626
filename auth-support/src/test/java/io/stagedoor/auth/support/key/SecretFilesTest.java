package io.stagedoor.auth.support.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stagedoor.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        for (String blank : new String[] {KEY + " ", "\t" + KEY, KEY + "\u00a0"}) {
            assertThat(SigningKey.remarks(Secret.of(blank)))
                    .containsExactly("the secret begins or ends with a blank, which is part of it");
        }
        assertThat(SigningKey.remarks(Secret.of(KEY))).isEmpty();
        assertThat(SigningKey.remarks(Secret.of("\0\1" + KEY + " ")))
                .as("random bytes")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'K\n', ends with a line break",
        "'K\r\n', ends with a line break",
        "'K\nK', several lines",
        "'\"K\"', is in quotes",
        "'`K`', is in quotes",
        "'\u201cK\u201d', is in quotes",
        "'K\ufffdK', not UTF-8"
    })
    void what_is_rarely_meant_is_remarked_on_without_the_secret(String form, String remark) {
        String secret = form.replace("\\n", "\n").replace("\\r", "\r").replace("K", KEY);
        assertThat(SigningKey.remarks(Secret.of(secret)))
                .singleElement()
                .asString()
                .contains(remark)
                .doesNotContain(KEY);
    }

    @Test
    void a_second_line_break_in_a_file_is_remarked_on() {
        assertThat(SigningKey.remarks(read(KEY + "\n\n")))
                .singleElement()
                .asString()
                .contains("line break", "remove the others");
    }

    @Test
    void of_random_bytes_nothing_is_remarked_on() {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37 + 129);
        }
        assertThat(SigningKey.remarks(Secret.of(bytes))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, KEY + "\n", KEY + "\r\n", "\ufeff" + KEY})
    void nothing_is_odd_in_a_usual_named_file(String content) {
        assertThat(Oddities.ofNamedFile(content.getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void what_is_odd_in_a_named_file_is_told() {
        assertThat(odd(KEY + "\n\n"))
                .containsExactly("the file has blanks or line breaks around the secret, which Stagedoor ignores");
        assertThat(odd(" " + KEY)).hasSize(1);
        assertThat(odd("'" + KEY + "'\n")).containsExactly("the secret is in quotes, which are part of it");
        assertThat(odd(KEY + "\n" + KEY))
                .containsExactly("the file has several lines, which are all part of the secret");
        assertThat(odd("\n")).containsExactly("the file is empty");
        assertThat(Oddities.ofNamedFile(KEY.getBytes(StandardCharsets.UTF_16)))
                .containsExactly("the file is in UTF-16; save it in UTF-8");
        assertThat(Oddities.ofNamedFile(new byte[] {(byte) 0xff, 1, 2})).hasSize(1);
    }

    private static List<String> odd(String content) {
        return Oddities.ofNamedFile(content.getBytes(StandardCharsets.UTF_8));
    }
}
