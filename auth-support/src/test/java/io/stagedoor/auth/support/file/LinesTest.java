package io.stagedoor.auth.support.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinesTest {

    @Test
    void a_hundred_thousand_random_files_say_what_properties_says() throws IOException {
        Random random = new Random(4711);
        String alphabet = "ab \t\f\\\\\\\n\n\r#!=:\u00e9u";
        for (int i = 0; i < 100_000; i++) {
            String text = random.ints(random.nextInt(24), 0, alphabet.length())
                    .mapToObj(at -> String.valueOf(alphabet.charAt(at)))
                    .collect(Collectors.joining());
            Properties expected = new Properties();
            try {
                expected.load(new StringReader(text));
            } catch (IllegalArgumentException e) {
                assertThatThrownBy(() -> Lines.of(text)).isInstanceOf(IllegalArgumentException.class);
                continue;
            }
            assertThat(map(text)).as(escaped(text)).isEqualTo(expected);
        }
    }

    @Test
    void joined_again_the_lines_are_the_text() {
        String text = "# a\r\n\r\n a b\n\nc \\\n  d\\\\\n!x\\\ne=f\rg";
        List<Lines.Line> lines = Lines.of(text);
        assertThat(lines.stream().map(Lines.Line::text).collect(Collectors.joining()))
                .isEqualTo(text);
        assertThat(lines.stream().map(Lines.Line::number)).containsExactly(1, 2, 3, 4, 5, 7, 8, 9);
        assertThat(map(text)).isEqualTo(Map.of("a", "b", "c", "d\\", "e", "f", "g", ""));
    }

    @Test
    void is_utf_8_with_or_without_a_mark() {
        assertThat(map("\ufeffj\u00fcrgen \u4e2d\ud83d\udd11")).isEqualTo(Map.of("j\u00fcrgen", "\u4e2d\ud83d\udd11"));
        assertThat(map("\ufeff# bob x")).isEmpty();
        byte[] latin = "j\u00fcrgen x".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Lines.of(latin)).hasMessageContaining("UTF-8");
    }

    @Test
    void a_comment_behind_a_mark_is_one_and_swallows_nothing() {
        assertThat(map("\ufeff# C:\\\nbob x\r\ramy y")).isEqualTo(Map.of("bob", "x", "amy", "y"));
    }

    @Test
    void utf_16_and_a_nul_are_errors() {
        assertThatThrownBy(() -> Lines.of("\ufeffbob x\n".getBytes(StandardCharsets.UTF_16LE)))
                .hasMessageContaining("is in UTF-16");
        assertThatThrownBy(() -> Lines.of("bob x\namy \0\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("line 2: has a NUL byte");
    }

    @Test
    void a_wrong_escape_is_told_with_its_line_and_not_its_text() {
        assertThatThrownBy(() -> Lines.of("a b\nbob \\u12x4\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageNotContaining("bob");
    }

    private static Map<String, String> map(String text) {
        Map<String, String> map = new HashMap<>();
        for (Lines.Line line : Lines.of(text.getBytes(StandardCharsets.UTF_8))) {
            if (line.isEntry()) {
                map.put(line.name(), line.value());
            }
        }
        return map;
    }

    private static String escaped(String text) {
        return text.replace("\\", "<\\>")
                .replace("\n", "<n>")
                .replace("\r", "<r>")
                .replace("\f", "<f>");
    }
}
