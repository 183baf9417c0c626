package io.stagedoor.auth.support.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEscapesTest {

    private static boolean arePaired(String json) {
        return JsonEscapes.arePaired(json.replace('%', '\\').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "%ud83d%ude00",
                "%uD83D%uDE00x",
                "%u00e9",
                "%%ud83d",
                "%%%%ud83d",
                "%n%ud83d%ude00",
                "%",
                "%u",
                "%ud83",
                "%uxxxx"
            })
    void whole_characters_are_paired(String json) {
        assertThat(arePaired(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%ud83d",
                "%ude00",
                "%ude00%ud83d",
                "%ud83dx%ude00",
                "%ud83d%ud83d%ude00",
                "%ud83d%u0041",
                "%ud83d%n",
                "%ud83d%ude00%ude00",
                "%%%ud83d",
                "%ud83d%ude0"
            })
    void half_ones_are_not(String json) {
        assertThat(arePaired(json)).isFalse();
    }
}
