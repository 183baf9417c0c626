package io.stagedoor.red5.bridge.declared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerDefaultsTest {

    @Test
    void what_is_shipped_with_red5_pro_makes_nothing_but_a_remark() {
        ServerDefaults shipped = ServerDefaults.of(Map.of(
                "simpleauth.default.active", "false",
                "simpleauth.default.defaultAuthValidatorDataSource", "simple-auth-plugin.credentials",
                "simpleauth.default.rtmp", "true",
                "simpleauth.default.rtmp.queryparams", "true",
                "simpleauth.default.rtmp.agents", "*"));
        assertThat(shipped.active()).isFalse();
        assertThat(shipped.remarks())
                .singleElement()
                .asString()
                .startsWith(
                        "simpleauth.default.active: 'false' is ignored: it would let clients in without authentication");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtmp", "rtsp", "rtc", "srt", "mpegts", "http", "ws"})
    void no_switch_opens_anything(String name) {
        ServerDefaults defaults = ServerDefaults.of(Map.of("simpleauth.default." + name, "false"));
        assertThat(defaults.properties()).isEmpty();
        assertThat(defaults.remarks()).hasSize(1);
    }

    @Test
    void responses_without_a_judgement_are_not_given() {
        assertThat(ServerDefaults.of(Map.of("simpleauth.default.rtc.response", "true"))
                        .remarks())
                .singleElement()
                .asString()
                .contains("is ignored: it would let");
    }

    @Test
    void what_is_on_is_on() {
        assertThat(ServerDefaults.of(Map.of("simpleauth.default.active", " TRUE ")))
                .satisfies(on -> assertThat(on.active()).isTrue())
                .satisfies(on -> assertThat(on.remarks()).isEmpty());
    }
}
