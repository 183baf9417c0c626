package io.stagedoor.red5.bridge.declared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslationTest {

    private static final String ID = "0123456789ab";

    @TempDir
    private Path home;

    private static Map<String, Object> declared(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("application", "live");
        all.put("id", ID);
        return all;
    }

    private Translation translate(Map<String, Object> values) {
        return Translation.of(declared(values), ServerDefaults.NONE, home);
    }

    @Test
    void an_application_is_judged_by_the_authenticator_of_its_validator() {
        Translation jwt = translate(Map.of(
                "active", true, "srt", false, "allowedRtmpAgents", "FMLE", "validator", "jwt", "jwtSecret", "s"));
        assertThat(jwt.application().pid()).isEqualTo("stagedoor.application~live.red5-web." + ID);
        assertThat(jwt.application().properties())
                .isEqualTo(Map.of(
                        "application", "live",
                        "authenticator", "live/jwt",
                        "active", "true",
                        "srt", "false",
                        "allowedRtmpAgents", "FMLE"));
        assertThat(jwt.authenticators())
                .containsExactly(new Made(
                        "stagedoor.authenticator.jwt",
                        "live.red5-web." + ID,
                        Map.of("name", "live/jwt", "jwtSecret", "s")));
        assertThat(jwt.validator()).isNull();
    }

    @Test
    void one_remark_names_all_switches_that_are_not_set() {
        assertThat(translate(Map.of("active", true, "rtmp", true)).remarks())
                .singleElement()
                .asString()
                .startsWith("rtsp, rtc, srt, mpegts, http, ws: not set, so true");
    }

    @ParameterizedTest
    @CsvSource({"http, http://", "HTTPS, https://", "http://, http://", "https://, https://", "gopher, gopher"})
    void a_backend_s_protocol_may_be_written_as_people_do(String written, String meant) {
        Made roundTrip = translate(Map.of("validator", "roundtrip", "protocol", written, "port", "3000"))
                .authenticators()
                .get(0);
        assertThat(roundTrip.properties())
                .isEqualTo(Map.of("name", "live/roundtrip", "protocol", meant, "port", "3000"));
    }

    private String credentials(Map<String, Object> values) {
        return translate(values).authenticators().get(0).properties().get("credentialsFile");
    }

    @Test
    void users_are_in_the_file_of_all_unless_a_file_is_named() {
        assertThat(credentials(Map.of())).isEqualTo(home + "/conf/simple-auth-plugin.credentials");
        assertThat(credentials(Map.of("validator", "file", "dataSource", " ")))
                .isEqualTo(home + "/conf/simple-auth-plugin.credentials");
    }

    @Test
    void a_file_that_is_named_is_in_the_web_application_or_anywhere() throws IOException {
        Path webapp =
                Files.createDirectories(home.resolve("webapps/live/WEB-INF")).getParent();
        Map<String, Object> values = new HashMap<>(Map.of("validator", "file", "folder", webapp.toString()));

        values.put("dataSource", "/WEB-INF/x.credentials");
        assertThat(credentials(values)).isEqualTo(webapp + "/WEB-INF/x.credentials");
        values.put("dataSource", "x.credentials");
        assertThat(credentials(values)).isEqualTo(webapp + "/WEB-INF/x.credentials");
        values.put("dataSource", "/etc/x.credentials");
        assertThat(credentials(values)).isEqualTo("/etc/x.credentials");
        Files.createDirectories(webapp.resolve("etc"));
        Files.createFile(webapp.resolve("etc/x.credentials"));
        assertThat(credentials(values)).isEqualTo(webapp + "/etc/x.credentials");
    }

    @Test
    void what_cannot_be_understood_is_an_error_without_a_value() {
        assertThatThrownBy(() -> translate(Map.of("validator", "custom")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("validator: has no predicate to call");
        assertThatThrownBy(() -> translate(Map.of("validator", "no such")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("no such");
        assertThatThrownBy(() -> translate(Map.of("validator", "file", "dataSource", "a\0b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dataSource: not a path");
    }

    @Test
    void defaults_of_the_server_count_where_the_application_says_nothing() {
        ServerDefaults defaults = ServerDefaults.of(Map.of(
                "simpleauth.default.rtmp.queryparams", "false",
                "simpleauth.default.rtmp.agents", "FMLE",
                "simpleauth.default.defaultAuthValidatorDataSource", "others"));
        Translation translation = Translation.of(declared(Map.of("rtmpAllowQueryParamsEnabled", true)), defaults, home);
        assertThat(translation.application().properties())
                .containsEntry("rtmpAllowQueryParamsEnabled", "true")
                .containsEntry("allowedRtmpAgents", "FMLE");
        assertThat(translation.authenticators().get(0).properties())
                .containsEntry("credentialsFile", home + "/conf/others");
    }

    @Test
    void a_pid_tells_of_which_declaration_it_is() {
        assertThat(Made.declarationOf("stagedoor.application~live.red5-web." + ID))
                .isEqualTo(ID);
        assertThat(Made.declarationOf("stagedoor.application~live")).isNull();
        assertThat(Made.declarationOf("stagedoor.application~live.red5-web.x")).isNull();
        assertThat(Made.of("f", "*", ID, Map.of()).pid()).isEqualTo("f~all.red5-web." + ID);
        assertThat(Made.declarationOf(
                        Made.of("f", "a b~.red5-web.c", ID, Map.of()).pid()))
                .isEqualTo(ID);
    }
}
