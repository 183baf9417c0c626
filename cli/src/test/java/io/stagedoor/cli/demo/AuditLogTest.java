package io.stagedoor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    @TempDir
    private Path folder;

    @Test
    void tells_the_reason_of_the_next_refusal_only() throws Exception {
        Path file = folder.resolve("audit.log");
        AuditLog log = new AuditLog(file);
        log.skip();
        write(file, line("deny", "EXPIRED") + line("allow", "GRANTED"));
        write(file, line("deny", "BAD_SIGNATURE"));

        assertThat(log.nextRefusal()).map(Audited::reason).contains("EXPIRED");
        assertThat(log.nextRefusal()).map(Audited::reason).contains("BAD_SIGNATURE");
    }

    @Test
    void leaves_out_what_was_written_before() throws Exception {
        Path file = folder.resolve("audit.log");
        write(file, line("deny", "EXPIRED"));
        AuditLog log = new AuditLog(file);
        log.skip();
        write(file, line("unavailable", "UNAVAILABLE") + "{\"decision\":\"de");

        assertThat(log.nextRefusal()).map(Audited::reason).contains("UNAVAILABLE");
    }

    @Test
    void tells_each_decision_once_with_who_made_it_and_by_what() throws Exception {
        Path file = folder.resolve("audit.log");
        write(file, line("allow", "GRANTED") + line("deny", "EXPIRED"));
        AuditLog log = new AuditLog(file);

        assertThat(log.next())
                .contains(new Audited(Instant.parse("2026-11-24T22:31:17.620Z"), true, "GRANTED", "jwt", 2, "31.1"));
        assertThat(log.next()).map(Audited::allowed).contains(false);
    }

    @Test
    void a_service_is_what_stands_before_the_count_of_its_settings() {
        assertThat(new Audited(Instant.EPOCH, true, "GRANTED", "jwt", 2, "31.12").service())
                .isEqualTo("31");
        assertThat(new Audited(Instant.EPOCH, false, "NO_CREDENTIALS", "", 2, "").service())
                .isEmpty();
    }

    private static String line(String decision, String reason) {
        return "{\"time\":\"2026-11-24T22:31:17.620Z\",\"authenticator\":\"jwt\",\"generation\":2,\"settings\":\"31.1\","
                + "\"decision\":\"" + decision + "\",\"reason\":\"" + reason + "\"}\n";
    }

    private static void write(Path file, String text) throws Exception {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
