package io.stagedoor.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static Settings listening(String listen) {
        return Settings.of(Map.of("listen", listen));
    }

    @Test
    void listens_on_loopback_at_any_free_port_by_default() {
        assertThat(Settings.of(Map.of()).listen()).hasValueSatisfying(address -> {
            assertThat(address.getAddress().isLoopbackAddress()).isTrue();
            assertThat(address.getPort()).isZero();
        });
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:7070, 7070", "127.0.0.2:0, 0", "[::1]:65535, 65535", "localhost:1, 1"})
    void accepts_loopback_addresses(String listen, int port) {
        assertThat(listening(listen).listen().orElseThrow().getPort()).isEqualTo(port);
    }

    @Test
    void off_is_no_channel() {
        assertThat(listening("off").listen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:0", "192.0.2.1:80", "[::]:0", "[2001:db8::1]:7070", "10.1:80"})
    void refuses_what_others_can_reach_and_says_what_to_do(String listen) {
        assertThatThrownBy(() -> listening(listen))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listen: ")
                .hasMessageContaining("is not a loopback address; the channel has no TLS")
                .hasMessageContaining("127.0.0.1:0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1",
                "7070",
                "127.0.0.1:70000",
                "127.0.0.1:-1",
                "example.org:80",
                "[zz]:1",
                "300.1.1.1:1",
                "127.0.0.1:1:2",
                "http://127.0.0.1:1"
            })
    void refuses_what_is_not_an_address_and_a_port(String listen) {
        assertThatThrownBy(() -> listening(listen))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listen: ")
                .hasMessageContaining("127.0.0.1:0");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:9464, 9464", "0.0.0.0:9464, 9464", "[::]:0, 0", "192.0.2.1:80, 80"})
    void metrics_may_be_where_others_reach_them(String address, int port) {
        assertThat(Settings.of(Map.of("metricsListen", address))
                        .metricsListen()
                        .orElseThrow()
                        .getPort())
                .isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9464", ":9464", "0.0.0.0", "metrics.example.org:9464", "127.0.0.1:70000"})
    void refuses_an_address_for_metrics_that_is_none(String address) {
        assertThatThrownBy(() -> Settings.of(Map.of("metricsListen", address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metricsListen: ")
                .hasMessageContaining("127.0.0.1:9464");
    }

    @Test
    void refuses_properties_that_it_does_not_know() {
        assertThatThrownBy(() -> Settings.of(Map.of("listn", "off"))).hasMessageContaining("did you mean listen");
    }

    @Test
    void a_check_says_what_is_wrong_with_the_file() {
        assertThat(new SettingsCheck(Map.of("listen", "0.0.0.0:0", "service.pid", Settings.PID)).problems())
                .singleElement()
                .asString()
                .startsWith("stagedoor.operations: listen: 0.0.0.0 is not a loopback address");
        assertThat(new SettingsCheck(Map.of("listen", "off")).problems()).isEmpty();
    }
}
