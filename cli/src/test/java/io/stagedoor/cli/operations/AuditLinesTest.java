package io.stagedoor.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.cli.CommandRun;
import io.stagedoor.cli.command.CommandException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLinesTest {

    private static final String LINE =
            "{\"application\":\"live\",\"decision\":\"allow\",\"count\":7,\"settings\":\"31.1\"}\n";
    private static final Map<String, String> READ = Map.of("application", "live", "decision", "allow", "count", "7");

    @TempDir
    private Path folder;

    private static List<Map<String, String>> all(AuditLines lines) {
        List<Map<String, String>> all = new ArrayList<>();
        lines.forEachRemaining(all::add);
        return all;
    }

    private AuditLines of(String text) throws IOException {
        return new AuditLines(
                List.of(Files.writeString(folder.resolve("audit.log"), text).toString()),
                InputStream.nullInputStream());
    }

    @Test
    void lines_are_read_with_what_a_replay_needs_and_nothing_else() throws Exception {
        assertThat(all(of(LINE + LINE))).containsExactly(READ, READ);
    }

    @Test
    void last_line_may_have_no_end() throws Exception {
        assertThat(all(of(LINE + LINE.strip()))).containsExactly(READ, READ);
    }

    @Test
    void what_cannot_be_read_is_counted_and_left_out() throws Exception {
        String tooLong = "{\"application\":\"" + "x".repeat(70_000) + "\"}\n";
        try (AuditLines lines = of("no json\n\n[1]\n" + tooLong + "{\"other\":1}\n" + LINE + "{\"application\":")) {
            assertThat(all(lines)).containsExactly(READ);
            assertThat(lines.unreadable()).isEqualTo(5);
        }
    }

    @Test
    void files_are_read_one_after_the_other_packed_or_not() throws Exception {
        Path packed = folder.resolve("audit.log.1");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(LINE.getBytes(StandardCharsets.US_ASCII));
        }
        Path plain = Files.writeString(folder.resolve("audit.log"), LINE);
        Path empty = Files.writeString(folder.resolve("empty.log"), "");
        InputStream in = new ByteArrayInputStream(LINE.getBytes(StandardCharsets.US_ASCII));
        AuditLines lines = new AuditLines(List.of(packed.toString(), empty.toString(), plain.toString(), "-"), in);
        assertThat(all(lines)).containsExactly(READ, READ, READ);
        assertThatThrownBy(lines::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void file_that_is_missing_or_torn_is_an_error_that_names_it() throws Exception {
        Path missing = folder.resolve("missing.log");
        AuditLines lines = new AuditLines(List.of(missing.toString()), InputStream.nullInputStream());
        assertThatThrownBy(lines::hasNext)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--audit: there is no file " + missing);
        Path torn = folder.resolve("torn.gz");
        Files.write(torn, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        AuditLines half = new AuditLines(List.of(torn.toString()), InputStream.nullInputStream());
        assertThatThrownBy(half::hasNext)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--audit: cannot read " + torn);
    }

    @Test
    void replay_needs_a_log_and_a_configuration() {
        assertThat(CommandRun.of("replay", "--conf", "x").code()).isEqualTo(2);
        assertThat(CommandRun.of("replay", "--audit", "x").code()).isEqualTo(2);
        CommandRun run = CommandRun.of("replay", "--audit", "x", "--conf", folder.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--conf: " + folder + " is neither a RED5_HOME");
    }
}
