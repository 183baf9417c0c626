package io.stagedoor.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.129, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "2001:db8::/32, 2001:db8:1::7, true",
        "2001:db8::/32, 2001:db9::7, false",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "fe80::/10, fe80:0:0:0:1:2:3:4%eth0, true",
        "::/0, 2001:db8::1, true",
        "::/0, 192.0.2.7, false",
        "192.0.2.0/24, ::ffff:192.0.2.7, true",
        "::ffff:192.0.2.7, 192.0.2.7, true"
    })
    void an_address_is_in_a_network_by_its_first_bits(String network, String address, boolean in) {
        assertThat(SourceAddresses.of("mpegtsSources", List.of("198.51.100.1", network))
                        .contains(address))
                .isEqualTo(in);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "a.example",
                "192.0.2",
                "192.0.2.256",
                "192.0.02.7",
                "192.0.2.7.1",
                "192.0.2.7/",
                "1",
                "[::1]",
                "::1]",
                "::g",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "face.example",
                "192.0.2.7 ",
                "%eth0",
                "%",
                "0x7f.0.0.1"
            })
    void what_is_no_address_is_in_no_network(String address) {
        assertThat(SourceAddresses.of("mpegtsSources", List.of("0.0.0.0/0", "::/0"))
                        .contains(address))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "a.example/24",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/",
                "192.0.2.0/a",
                "2001:db8::/129",
                "192.0.2.7/24",
                "2001:db8::1/32",
                "192.0.2",
                "fe80::1%eth0",
                "/8"
            })
    void what_is_no_network_is_an_error_that_names_it(String entry) {
        assertThatThrownBy(() -> SourceAddresses.of("mpegtsSources", List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mpegtsSources: '" + entry + "'");
    }

    @Test
    void an_empty_list_lets_nobody_in() {
        assertThat(SourceAddresses.of("mpegtsSources", List.of()).contains("127.0.0.1"))
                .isFalse();
    }
}
