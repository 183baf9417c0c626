package io.stagedoor.core.output;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.TlsKeys;
import io.stagedoor.core.Lines;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditOutputsTest {

    private static final Sender.Times QUICK = new Sender.Times(
            Duration.ofMillis(1),
            Duration.ofMillis(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(1),
            Duration.ofMillis(100));

    @TempDir
    private Path home;

    private final List<AuditOutputs> made = new ArrayList<>();
    private Audit audit;

    @BeforeEach
    void open() {
        audit = Audits.in(home);
    }

    @AfterEach
    void close() throws InterruptedException {
        for (AuditOutputs outputs : made) {
            outputs.close();
        }
        Audits.close(audit);
    }

    private AuditOutputs outputs(Map<String, Object> properties) {
        return outputs(properties, Clock.systemUTC());
    }

    private AuditOutputs outputs(Map<String, Object> properties, Clock clock) {
        AuditOutputs outputs = new AuditOutputs(true, properties, audit, QUICK, clock);
        made.add(outputs);
        return outputs;
    }

    private static Map<String, Object> to(SyslogReceiver receiver) {
        return to(receiver.port());
    }

    private static Map<String, Object> to(int port) {
        return new HashMap<>(Map.of("syslog", "tcp://127.0.0.1:" + port, "service.pid", "stagedoor.audit"));
    }

    private static int freePort() throws IOException {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            return receiver.port();
        }
    }

    private static List<String> json(List<String> messages) {
        return messages.stream().map(one -> one.substring(one.indexOf('{'))).toList();
    }

    @Test
    void an_output_has_the_lines_of_the_files_each_once_and_with_secrets_redacted() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            outputs(to(receiver));
            audit.log(OutputLines.event("s1&token=canary-secret", "deny", "EXPIRED"));
            audit.log(OutputLines.event("s2", "allow", "GRANTED"));
            audit.log(OutputLines.event("s2", "end", "KICKED"));
            eventually(() -> receiver.messages().size() == 3);
            Path log = home.resolve("log/audit.log");
            Path allowed = home.resolve("log/allowed.log");
            eventually(() -> lines(log).size() == 2 && lines(allowed).size() == 2);
            List<String> files = new ArrayList<>(lines(log));
            files.add(lines(allowed).get(1));
            assertThat(json(receiver.messages())).containsExactlyElementsOf(files);
            assertThat(receiver.messages()).noneMatch(line -> line.contains("canary"));
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_change_counts_at_once_and_what_waits_goes_with_it() throws Exception {
        AuditOutputs outputs = outputs(to(freePort()));
        audit.log(OutputLines.event("s1", "allow", "GRANTED"));
        eventually(() -> outputs.states().get(0).trouble().isPresent());
        try (SyslogReceiver first = SyslogReceiver.plain(SyslogReceiver.Manner.READS);
                SyslogReceiver second = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            outputs.modified(to(first));
            eventually(() -> first.messages().size() == 1);
            outputs.modified(to(second));
            audit.log(OutputLines.event("s2", "allow", "GRANTED"));
            eventually(() -> second.messages().size() == 1);
            Map<String, Object> renamed = to(second);
            renamed.put("syslogAppName", "media");
            outputs.modified(renamed);
            audit.log(OutputLines.event("s3", "allow", "GRANTED"));
            eventually(() -> second.messages().size() == 2);
            assertThat(second.messages().get(1)).contains(" media ");
            assertThat(first.messages()).hasSize(1);
            outputs.modified(Map.of());
            audit.log(OutputLines.event("s4", "allow", "GRANTED"));
            assertThat(outputs.states()).isEmpty();
            eventually(() -> lines(home.resolve("log/audit.log")).size() == 4);
            assertThat(second.messages()).hasSize(2);
        }
    }

    @Test
    void a_configuration_with_an_error_changes_nothing_and_is_a_problem_until_it_is_fixed() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS);
                Lines log = Lines.of(AuditOutputs.class)) {
            AuditOutputs outputs = outputs(to(receiver));
            outputs.modified(Map.of("syslog", "tcp://127.0.0.1", "service.pid", "stagedoor.audit"));
            assertThat(audit.outputs().problems())
                    .singleElement()
                    .asString()
                    .startsWith("stagedoor.audit: syslog: has no port")
                    .endsWith("The last good configuration stays in force.");
            audit.log(OutputLines.event("s1", "allow", "GRANTED"));
            eventually(() -> receiver.messages().size() == 1);
            outputs.modified(to(receiver));
            assertThat(outputs.problems()).isEmpty();
            assertThat(log.all()).hasSize(3).last().isEqualTo("INFO stagedoor.audit: fixed and applied.");
            assertThat(receiver.connections()).as("nothing has changed").isEqualTo(1);
        }
    }

    @Test
    void a_file_of_certificates_that_changes_counts_without_a_change_of_the_configuration() throws Exception {
        TlsKeys keys = TlsKeys.make(home, "server", "ip:127.0.0.1");
        Path file = Files.writeString(
                home.resolve("ca.pem"),
                TlsKeys.make(home, "other", "ip:127.0.0.1").certificate());
        try (SyslogReceiver receiver = SyslogReceiver.encrypted(keys.server(null), false);
                Lines log = Lines.of(AuditOutputs.class)) {
            AuditOutputs outputs = outputs(Map.of(
                    "syslog",
                    "tls://127.0.0.1:" + receiver.port(),
                    "trustCertificates",
                    file.toString(),
                    "service.pid",
                    "stagedoor.audit"));
            audit.log(OutputLines.event("s1", "allow", "GRANTED"));
            eventually(() -> outputs.states().get(0).trouble().isPresent());
            Files.writeString(file, "cut off");
            eventually(() -> outputs.problems().stream()
                    .anyMatch(problem -> problem.startsWith("stagedoor.audit: trustCertificates: ")));
            Files.writeString(file, keys.certificate());
            eventually(() -> receiver.messages().size() == 1);
            eventually(() -> outputs.problems().isEmpty());
            eventually(() -> log.all().contains("INFO stagedoor.audit: fixed and applied."));
        }
    }

    @Test
    void a_first_configuration_with_an_error_leaves_the_files() {
        AuditOutputs outputs = outputs(Map.of("syslog", "somewhere", "stdout", "true"));
        assertThat(outputs.states()).isEmpty();
        assertThat(outputs.problems()).singleElement().asString().endsWith("only, until it is fixed.");
    }

    @Test
    void an_output_that_cannot_send_is_a_problem_that_says_what_to_look_at() throws Exception {
        int port = freePort();
        AuditOutputs outputs = outputs(to(port));
        audit.log(OutputLines.event("s1", "allow", "GRANTED"));
        eventually(() -> outputs.problems().size() == 1);
        assertThat(outputs.problems().get(0))
                .startsWith("stagedoor.audit: syslog tcp://127.0.0.1:" + port
                        + ": audit lines cannot be sent: cannot connect to 127.0.0.1:" + port
                        + ": nobody listens there; ")
                .endsWith("Nothing is lost so far");
    }

    @Test
    void lost_lines_are_a_problem_for_an_hour_and_counted_for_ever() throws Exception {
        AuditOutputs outputs = outputs(to(freePort()));
        IntStream.range(0, 2 * Backlog.CAPACITY).forEach(i -> outputs.tell(OutputLines.allowed("s")));
        assertThat(outputs.problems()).singleElement().asString().contains("audit line(s) are lost there since 20");
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            outputs.modified(to(receiver));
            eventually(() -> outputs.states().get(0).trouble().isEmpty());
            assertThat(outputs.problems()).singleElement().asString().contains("audit line(s) are lost there since 20");
            assertThat(outputs.states().get(0).fields()).containsEntry("trouble", "");
            assertThat(outputs.states().get(0).loss().lines()).isGreaterThan(0);
        }
        AuditOutputs later = outputs(to(freePort()), Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61)));
        IntStream.range(0, 2 * Backlog.CAPACITY).forEach(i -> later.tell(OutputLines.allowed("s")));
        assertThat(later.problems()).noneMatch(problem -> problem.contains("are lost there"));
    }

    @Test
    void what_was_gathered_is_told_before_the_end() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            AuditOutputs outputs = outputs(to(receiver));
            IntStream.range(0, 2500).forEach(i -> audit.log(OutputLines.event("s", "deny", "EXPIRED")));
            eventually(() -> receiver.messages().size() >= 2000);
            outputs.close();
            eventually(() -> receiver.messages().stream().anyMatch(line -> line.contains("\"of\":\"kind\"")));
        }
    }

    @Test
    void where_an_installation_is_checked_nothing_is_sent() throws Exception {
        try (SyslogReceiver receiver = SyslogReceiver.plain(SyslogReceiver.Manner.READS)) {
            AuditOutputs outputs = new AuditOutputs(false, to(receiver), audit, QUICK, Clock.systemUTC());
            made.add(outputs);
            audit.log(OutputLines.event("s", "allow", "GRANTED"));
            assertThat(outputs.states()).isEmpty();
            assertThat(receiver.connections()).isZero();
        }
    }

    @Test
    void a_server_on_another_machine_without_encryption_is_warned_about() {
        try (Lines log = Lines.of(AuditOutputs.class)) {
            outputs(Map.of("syslog", "tcp://nowhere.invalid:601"));
            assertThat(log.all())
                    .anyMatch(line -> line.startsWith("WARN syslog: tcp://nowhere.invalid:601 is not encrypted"));
        }
    }
}
