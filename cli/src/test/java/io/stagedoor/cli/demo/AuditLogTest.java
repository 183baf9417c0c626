package io.stagedoor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

        assertThat(log.nextRefusal()).contains("EXPIRED");
        assertThat(log.nextRefusal()).contains("BAD_SIGNATURE");
    }

    @Test
    void leaves_out_what_was_written_before() throws Exception {
        Path file = folder.resolve("audit.log");
        write(file, line("deny", "EXPIRED"));
        AuditLog log = new AuditLog(file);
        log.skip();
        write(file, line("unavailable", "UNAVAILABLE") + "{\"decision\":\"de");

        assertThat(log.nextRefusal()).contains("UNAVAILABLE");
    }

    private static String line(String decision, String reason) {
        return "{\"decision\":\"" + decision + "\",\"reason\":\"" + reason + "\"}\n";
    }

    private static void write(Path file, String text) throws Exception {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
