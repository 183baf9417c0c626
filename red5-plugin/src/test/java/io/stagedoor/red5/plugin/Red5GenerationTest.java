package io.stagedoor.red5.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Red5GenerationTest {

    @ParameterizedTest
    @CsvSource({
        "Red5 Server 1.3.0, 1, true",
        "Red5 Server 1.3.17, 1, true",
        "Red5 Server 1.3.28, 1, true",
        "Red5 Server 1.3.29, 1, false",
        "Red5 Server 2.0.19, 15, false",
        "Red5 Server 2.0.19, 16, true",
        "Red5 Server 2.0.20, 1, true",
        "Red5 Server 2.0.29, 1, true",
        "Red5 Server, 1, false",
        "'', 1, false",
        "1.99999999999999999999.3, 1, false",
    })
    void a_client_may_be_made_to_wait_where_it_makes_no_other_wait(String version, int workers, boolean mayBlock) {
        assertThat(Red5Generation.of(version, workers).mayBlock()).isEqualTo(mayBlock);
    }

    @Test
    void an_unknown_version_is_no_reason_to_fail() {
        assertThat(Red5Generation.of(null, 1).mayBlock()).isFalse();
    }
}
