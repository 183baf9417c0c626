package io.stagedoor.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasisTest {

    @ParameterizedTest
    @CsvSource({
        "true|a 7.1, true|a 7.1, false",
        "true|a 7.1, true|a 7.2, true",
        "true|a 7.1, true|a 9.1, false",
        "true|a 7.3, true|a, false",
        "true|a, true|a 7.3, false",
        "true|a 7.1, true|b 7.1, true",
        "true|a 7.1, true|a 7.1|b 8.1, false",
        "true|a 7.1|b 8.1, true|b 8.1|a 7.1, false",
        "true|b 8.1 x|a 7.1 y, true|b 8.2 x|a 7.1 y, false",
        "true|b 8.1 x|a 7.1 y, true|b 9.1 z|a 7.1 y, false",
        "true|b 8.1 x|a 7.1 y, true|b 8.1 x|a 7.2 y, true",
        "true|b 8.1 x|a 7.1 y, true|b 8.1 x, true",
        "true|b 8.1 x, true|b 8.1 x|a 7.1 y, true",
        "true|a 7.1 x, true|a  !, true",
        "true|a 7.1 -, true|a  !, true",
        "true|a 7.1, true|a  !, false",
        "false|a 7.1, true|a 7.1, true",
        "true|a 7.1, false, true",
        "true|a 7.1, true|a 7.?, false",
        "true|a 7.?, true|a 7.1, false",
        "true|a 7.1 x, true|a 7.1 y, false",
        "true|a 7.1 x, true|a 9.1 x, false",
        "true|a 7.1 x, true|a 9.1 y, true",
        "true|a 7.1 x, true|a 9.1 ?, false",
        "true|a 7.1 ?, true|a 9.1 y, false",
        "true|a 7.1, true|a 9.1 y, false",
        "true|a 7.1 -, true|a 9.1 y, true",
        "true|a 7.1 x s1, true|a 9.1 x s1, false",
        "true|a 7.1 x s1, true|a 9.1 x s2, true",
        "true|a 7.1 x s1, true|a 7.1 x s2, false",
        "true|a 7.1 x, true|a 9.1 x s2, false",
        "true|a 7.1 x s1, true|a 9.1 x, false"
    })
    void tells_a_change_from_a_replaced_service(String before, String after, boolean change) {
        assertThat(Basis.isChange(text(before), text(after), "a")).isEqualTo(change);
    }

    @ParameterizedTest
    @CsvSource({
        "true|a 7.1 x|b 8.1 -, true",
        "true|a, false",
        "true|a 7.1, false",
        "true|a 7.? x, false",
        "true|a 7.1 ?, false",
        "true|a 7.1 x|b, true",
        "true|b 7.1 x|a, false",
        "true|a  !, false",
        "false, true"
    })
    void is_complete_when_all_is_known(String basis, boolean complete) {
        assertThat(Basis.isComplete(text(basis), "a")).isEqualTo(complete);
    }

    private static String text(String shown) {
        StringBuilder text = new StringBuilder();
        for (String line : shown.split("\\|")) {
            text.append(text.isEmpty() ? "" : "\n").append(line.contains(" ") ? line.replace(' ', '\t') : line);
        }
        return text.toString().replaceAll("(?m)^([ab])$", "$1\t");
    }
}
