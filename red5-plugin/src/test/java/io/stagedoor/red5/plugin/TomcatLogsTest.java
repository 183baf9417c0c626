package io.stagedoor.red5.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomcatLogsTest {

    private static String valve(String properties) {
        return "<list>\n  <bean id=\"valve.access\" class=\"org.apache.catalina.valves.AccessLogValve\">\n    "
                + properties + "\n  </bean>\n</list>";
    }

    private static String pattern(String value) {
        return valve("<property name=\"pattern\" value=\"" + value + "\" />");
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "Combined", "%h %t &quot;%r&quot; %s", "%U%q"})
    void patterns_with_the_request_s_first_line_or_query_tell_them(String value) {
        assertThat(TomcatLogs.tellsQueries(pattern(value))).isTrue();
    }

    @Test
    void so_does_the_pattern_that_is_not_set() {
        assertThat(TomcatLogs.tellsQueries(valve("<property name=\"directory\" value=\"log\" />")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%h %l %u %t &quot;%m %U %H&quot; %s %b", "%s"})
    void others_do_not(String value) {
        assertThat(TomcatLogs.tellsQueries(pattern(value))).isFalse();
    }

    @Test
    void what_an_operator_wants_of_tomcat_stays() {
        String name = "org.apache.juli.logging.UserDataHelper.CONFIG";
        String before = System.getProperty(name);
        try {
            System.clearProperty(name);
            TomcatLogs.hush();
            assertThat(System.getProperty(name)).isEqualTo("DEBUG_ALL");
            System.setProperty(name, "INFO_ALL");
            TomcatLogs.hush();
            assertThat(System.getProperty(name)).isEqualTo("INFO_ALL");
        } finally {
            if (before == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, before);
            }
        }
    }

    @Test
    void nor_does_a_server_without_such_a_log(@TempDir Path home) {
        assertThat(TomcatLogs.tellsQueries("<beans/>")).isFalse();
        assertThat(TomcatLogs.tellsQueries("<!-- " + pattern("common") + " -->"))
                .isFalse();
        TomcatLogs.warn(home);
    }
}
