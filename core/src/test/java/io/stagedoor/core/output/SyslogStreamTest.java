package io.stagedoor.core.output;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.support.TlsKeys;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.tls.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SyslogStreamTest {

    private static final Sender.Times QUICK = new Sender.Times(
            Duration.ofMillis(1),
            Duration.ofMillis(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Duration.ofMillis(100));

    @TempDir
    private Path folder;

    private final List<Sender> started = new ArrayList<>();

    private static SyslogStream stream(Map<String, String> properties) {
        AuditSettings.Syslog settings = AuditSettings.of(properties).syslog().orElseThrow();
        return new SyslogStream(
                settings,
                () -> Tls.of(new Properties(AuditConfig.class, properties)),
                () -> new SyslogFormat(settings.facility(), "media-1", settings.appName(), 1));
    }

    private static SyslogStream tcp(int port) {
        return stream(Map.of("syslog", "tcp://127.0.0.1:" + port));
    }

    private static SyslogStream tls(int port, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.put("syslog", "tls://127.0.0.1:" + port);
        return stream(properties);
    }

    private Sender sender(Sink sink, Sender.Times times) {
        Sender sender = new Sender(sink, times, System::nanoTime);
        started.add(sender);
        return sender;
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Sender sender : started) {
            sender.end();
            sender.look();
            sender.await();
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void tell(Sender sender, int from, int to) {
        IntStream.range(from, to).forEach(i -> sender.tell(OutputLines.allowed("stream-" + i)));
    }

    @Test
    void messages_arrive_whole_and_framed_by_their_length() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            Sender sender = sender(tcp(receiver.port()), QUICK);
            tell(sender, 0, 500);
            eventually(() -> receiver.messages().size() == 500);
            assertThat(receiver.faults()).isEmpty();
            assertThat(receiver.messages().get(499))
                    .startsWith(
                            "<86>1 2026-11-30T05:00:00.123456Z media-1 stagedoor 1 allow [meta sequenceId=\"500\"] {\"time\":")
                    .contains("\"stream\":\"stream-499\"")
                    .endsWith("}");
        }
    }

    @Test
    void a_server_that_closes_is_noticed_at_once_and_found_again() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            Sender sender = sender(tcp(receiver.port()), QUICK);
            tell(sender, 0, 1);
            eventually(() -> sender.state().sent() == 1);
            receiver.cut();
            eventually(() -> receiver.connections() == 2);
            tell(sender, 1, 100);
            eventually(() -> receiver.messages().size() == 100);
            assertThat(sender.state().loss().lines()).isZero();
        }
    }

    @Test
    void lines_of_an_outage_arrive_after_it() throws Exception {
        int port;
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            port = receiver.port();
        }
        Sender sender = sender(tcp(port), QUICK);
        tell(sender, 0, 300);
        eventually(() -> sender.state().trouble().isPresent());
        assertThat(sender.state().trouble()).contains("cannot connect to 127.0.0.1:" + port + ": nobody listens there");
        try (SyslogReceiver receiver = SyslogReceiver.on(port, SyslogReceiver.Manner.READS)) {
            eventually(() -> receiver.messages().size() == 300);
            eventually(() -> sender.state().trouble().isEmpty());
        }
    }

    @Test
    void a_server_that_never_reads_is_given_up_and_what_is_kept_is_bounded() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.NEVER_READS)) {
            Sender sender = sender(
                    tcp(receiver.port()),
                    new Sender.Times(
                            QUICK.firstRetry(),
                            QUICK.longestRetry(),
                            Duration.ofMillis(100),
                            QUICK.stop(),
                            QUICK.probation()));
            eventually(() -> {
                tell(sender, 0, 1000);
                sender.look();
                return receiver.connections() > 1 && sender.state().loss().lines() > 0;
            });
            assertThat(sender.state().waiting()).isLessThanOrEqualTo(Backlog.CAPACITY);
            receiver.behave(SyslogReceiver.Manner.READS);
            receiver.cut();
            eventually(() -> !receiver.messages().isEmpty() && sender.state().waiting() == 0);
        }
    }

    @Test
    void a_server_that_closes_at_once_is_not_asked_faster_and_faster() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.CLOSES_AT_ONCE)) {
            try (io.stagedoor.core.Lines log = io.stagedoor.core.Lines.of(Sender.class)) {
                Sender sender = sender(tcp(receiver.port()), QUICK);
                eventually(() -> {
                    tell(sender, 0, 10);
                    return receiver.connections() >= 20;
                });
                assertThat(log.all()).as("said once a minute at most").hasSizeLessThanOrEqualTo(2);
            }
        }
    }

    @Test
    void a_server_that_talks_is_given_up_before_it_gets_a_line_and_stays_a_trouble() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.TALKS)) {
            Sender sender = sender(tcp(receiver.port()), QUICK);
            eventually(() -> sender.state().trouble().isPresent());
            int before = receiver.connections();
            eventually(() -> {
                assertThat(sender.state().trouble()).isPresent();
                return receiver.connections() >= before + 3;
            });
        }
    }

    /** Tells lines until it has connected some times more, and that it is in trouble all the while. */
    private static void staysInTrouble(Sender sender, SyslogReceiver receiver) {
        int before = receiver.connections();
        eventually(() -> {
            tell(sender, 0, 1);
            assertThat(sender.state().trouble()).isPresent();
            return receiver.connections() >= before + 3;
        });
    }

    @Test
    void one_that_answers_is_no_syslog_server_and_gets_lines_again_that_nobody_has_taken() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.ANSWERS)) {
            Sender sender = sender(tcp(receiver.port()), QUICK);
            tell(sender, 0, 20);
            eventually(() -> sender.state().trouble().isPresent());
            assertThat(sender.state().trouble())
                    .hasValueSatisfying(why -> assertThat(why)
                            .startsWith("127.0.0.1:" + receiver.port() + " answers \"HTTP/1.1 400 Bad Request..")
                            .contains("no syslog server ever answers", "Set syslog to the host and the port"));
            staysInTrouble(sender, receiver);
            assertThat(sender.state().sent()).isZero();
            receiver.behave(SyslogReceiver.Manner.READS);
            receiver.cut();
            eventually(() -> sender.state().trouble().isEmpty());
            eventually(() -> sender.state().sent() >= 20 && sender.state().waiting() == 0);
            assertThat(receiver.messages().get(0)).contains("\"stream\":\"stream-0\"");
            assertThat(sender.state().loss().lines()).isZero();
        }
    }

    @Test
    void what_went_to_one_that_answers_late_counts_as_lost() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            Sender sender = sender(tcp(receiver.port()), QUICK);
            tell(sender, 0, 20);
            eventually(() -> sender.state().sent() == 20);
            receiver.say("-ERR unknown command");
            eventually(() -> sender.state().loss().lines() == 20);
            assertThat(sender.state().sent()).isZero();
            assertThat(sender.state().trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains(" answers \"-ERR unknown command\""));
        }
    }

    @Test
    void one_that_closes_after_lines_again_and_again_is_a_trouble_all_the_while_and_no_line_is_called_sent()
            throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.CLOSES_AFTER_LINES)) {
            Sender sender = sender(tcp(receiver.port()), QUICK);
            tell(sender, 0, 20);
            eventually(() -> sender.state().trouble().isPresent());
            assertThat(sender.state().trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("127.0.0.1:" + receiver.port()));
            staysInTrouble(sender, receiver);
            assertThat(sender.state().sent()).isZero();
        }
    }

    @Test
    void a_server_that_speaks_tls_is_told_from_others() throws Exception {
        TlsKeys keys = TlsKeys.make(folder, "server", "ip:127.0.0.1");
        try (SyslogReceiver receiver = SyslogReceiver.encrypted(keys.server(null), false)) {
            Sender sender = sender(tcp(receiver.port()), QUICK);
            tell(sender, 0, 1);
            String place = "127.0.0.1:" + receiver.port();
            eventually(() -> sender.state()
                    .trouble()
                    .filter(why -> why.startsWith(place + " speaks TLS") && why.contains("tls://" + place))
                    .isPresent());
            assertThat(sender.state().sent()).isZero();
        }
    }

    @Test
    void a_server_that_wants_a_certificate_and_gets_none_is_a_trouble_before_and_after_the_first_line()
            throws Exception {
        TlsKeys keys = TlsKeys.make(folder, "server", "ip:127.0.0.1");
        TlsKeys own = TlsKeys.make(folder, "media-1", "dns:media-1");
        Path ca = file("ca.pem", keys.certificate());
        try (SyslogReceiver receiver = SyslogReceiver.encrypted(keys.server(own), true)) {
            Sender sender = sender(tls(receiver.port(), Map.of("trustCertificates", ca.toString())), QUICK);
            eventually(() -> sender.state()
                    .trouble()
                    .filter(why -> why.startsWith("TLS: ") && why.contains("clientCertificate"))
                    .isPresent());
            staysInTrouble(sender, receiver);
            assertThat(sender.state().sent()).isZero();
        }
    }

    @Test
    void an_encrypted_server_with_the_right_certificate_gets_messages() throws Exception {
        TlsKeys keys = TlsKeys.make(folder, "server", "ip:127.0.0.1");
        try (SyslogReceiver receiver = SyslogReceiver.encrypted(keys.server(null), false)) {
            Path ca = file("ca.pem", keys.certificate());
            Sender sender = sender(tls(receiver.port(), Map.of("trustCertificates", ca.toString())), QUICK);
            tell(sender, 0, 300);
            eventually(() -> receiver.messages().size() == 300 && sender.state().sent() == 300);
            receiver.cut();
            eventually(() -> receiver.connections() == 2);
            tell(sender, 300, 301);
            eventually(() -> receiver.messages().size() == 301);
            assertThat(receiver.faults()).isEmpty();
        }
    }

    @Test
    void nothing_is_sent_to_a_server_that_another_authority_vouches_for() throws Exception {
        TlsKeys keys = TlsKeys.make(folder, "server", "ip:127.0.0.1");
        Path ca = file("ca.pem", TlsKeys.make(folder, "other", "ip:127.0.0.1").certificate());
        refuses(keys, Map.of("trustCertificates", ca.toString()), "TLS: .*(path|certif).*; see trustCertificates.*");
    }

    @Test
    void nothing_is_sent_to_a_server_that_nobody_vouches_for() throws Exception {
        TlsKeys keys = TlsKeys.make(folder, "server", "ip:127.0.0.1");
        refuses(keys, Map.of(), "TLS: .*(path|certif).*; see trustCertificates.*");
    }

    @Test
    void nothing_is_sent_to_a_server_of_another_name() throws Exception {
        TlsKeys keys = TlsKeys.make(folder, "server", "dns:logs.example.com");
        Path ca = file("ca.pem", keys.certificate());
        refuses(keys, Map.of("trustCertificates", ca.toString()), "TLS: .*subject alternative names.*");
    }

    private void refuses(TlsKeys keys, Map<String, String> properties, String why) throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.encrypted(keys.server(null), false)) {
            Sender sender = sender(tls(receiver.port(), properties), QUICK);
            tell(sender, 0, 10);
            eventually(() -> sender.state().trouble().isPresent() && receiver.connections() > 1);
            assertThat(sender.state().trouble())
                    .hasValueSatisfying(text -> assertThat(text).matches(why));
            assertThat(receiver.messages()).isEmpty();
            assertThat(sender.state().sent()).isZero();
        }
    }

    @Test
    void a_server_may_ask_for_a_certificate() throws Exception {
        TlsKeys keys = TlsKeys.make(folder, "server", "ip:127.0.0.1");
        TlsKeys own = TlsKeys.make(folder, "media-1", "dns:media-1");
        Path ca = file("ca.pem", keys.certificate());
        Path certificate = file("own.pem", own.certificate() + own.key());
        Map<String, String> properties =
                Map.of("trustCertificates", ca.toString(), "clientCertificate", certificate.toString());
        try (SyslogReceiver receiver = SyslogReceiver.encrypted(keys.server(own), true)) {
            Sender sender = sender(tls(receiver.port(), properties), QUICK);
            tell(sender, 0, 10);
            eventually(() -> receiver.messages().size() == 10);
        }
    }

    @Test
    void a_server_that_speaks_no_tls_is_given_up() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.TALKS)) {
            SyslogStream stream = tls(receiver.port(), Map.of());
            assertThatThrownBy(stream::open).isInstanceOf(IOException.class).hasMessageStartingWith("TLS: ");
            assertThat(stream.isOpen()).isFalse();
        }
    }

    @Test
    void a_name_that_nobody_knows_is_said() {
        SyslogStream stream = stream(Map.of("syslog", "tcp://nowhere.invalid:601"));
        assertThatThrownBy(stream::open)
                .isInstanceOf(IOException.class)
                .hasMessage("the name nowhere.invalid is not known");
    }
}
