package io.stagedoor.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.support.TlsKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSettingsTest {

    @TempDir
    private Path folder;

    @Test
    void nothing_configured_sends_nothing() {
        AuditSettings settings = AuditSettings.of(Map.of());
        assertThat(settings.syslog()).isEmpty();
        assertThat(settings.stdout()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "tls://logs.example.com, tls://logs.example.com:6514",
        "tls://logs.example.com:7000/, tls://logs.example.com:7000",
        "tcp://[2001:db8::1]:601, tcp://[2001:db8::1]:601",
        "udp://localhost, udp://localhost:514",
        "udp://127.0.0.53:5514, udp://127.0.0.53:5514",
        "udp://[::1], udp://[::1]:514",
    })
    void knows_each_transport(String written, String shown) {
        assertThat(AuditSettings.of(Map.of("syslog", written)).syslog())
                .hasValueSatisfying(syslog -> assertThat(syslog.target()).hasToString(shown));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs.example.com",
                "http://logs.example.com",
                "tls://user:pa55word@logs.example.com",
                "tls://",
                "tls://logs.example.com/pa55word",
                "tls://logs.example.com:0",
                "tls://logs.example.com:65536",
                "tcp://logs.example.com",
                "udp://logs.example.com:514",
                "udp://10.0.0.1:514",
                "unix:///dev/log",
            })
    void a_target_that_is_none_is_an_error_that_repeats_no_secret(String written) {
        assertThatThrownBy(() -> AuditSettings.of(Map.of("syslog", written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("syslog: ")
                .hasMessageContaining("set it to")
                .hasMessageNotContaining("pa55word");
    }

    @ParameterizedTest
    @CsvSource({
        "syslogFacility, kern, syslogFacility: is not a facility",
        "syslogFacility, LOCAL0, syslogFacility: is not a facility",
        "syslogAppName, two words, syslogAppName: is not",
        "syslogAppName, '', syslogAppName: is not",
        "stdout, yes, stdout: is neither true nor false",
        "stdOut, true, stdOut: is not known (did you mean stdout?)",
        "trustCertificates, /etc/ca.pem, 'trustCertificates: is set, and nothing is encrypted'",
    })
    void what_is_not_understood_is_an_error(String key, String value, String message) {
        assertThatThrownBy(() -> AuditSettings.of(Map.of("syslog", "tcp://127.0.0.1:601", key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void a_file_without_certificates_is_an_error() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        Map<String, String> properties =
                Map.of("syslog", "tls://logs.example.com", "trustCertificates", file.toString());
        assertThatThrownBy(() -> AuditSettings.of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trustCertificates: holds no certificate");
    }

    @Test
    void another_certificate_in_the_same_file_is_a_change() throws Exception {
        Path file = folder.resolve("ca.pem");
        Map<String, String> properties =
                new HashMap<>(Map.of("syslog", "tls://logs.example.com", "trustCertificates", file.toString()));
        Files.writeString(file, TlsKeys.make(folder, "first", "dns:localhost").certificate());
        AuditSettings before = AuditSettings.of(properties);
        assertThat(AuditSettings.of(properties)).isEqualTo(before);
        Files.writeString(file, TlsKeys.make(folder, "second", "dns:localhost").certificate());
        assertThat(AuditSettings.of(properties)).isNotEqualTo(before);
    }

    @Test
    void the_check_of_an_installation_says_the_same() {
        assertThat(new AuditSettingsCheck(Map.of("syslog", "tls://logs.example.com")).problems())
                .isEmpty();
        assertThat(new AuditSettingsCheck(Map.of("syslog", "tcp://logs.example.com", "service.pid", "stagedoor.audit"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("stagedoor.audit: syslog: has no port");
    }
}
