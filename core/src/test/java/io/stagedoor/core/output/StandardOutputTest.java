package io.stagedoor.core.output;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandardOutputTest {

    @TempDir
    private Path folder;

    private final List<String> pieces = new ArrayList<>();

    private final OutputStream out = new ByteArrayOutputStream() {
        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            pieces.add(new String(bytes, from, length, StandardCharsets.US_ASCII));
        }
    };

    @Test
    void each_piece_is_whole_lines_and_no_longer_than_a_pipe_takes_at_once() throws Exception {
        List<Message> messages = IntStream.rangeClosed(1, 32)
                .mapToObj(i -> OutputLines.message(i, "s".repeat(i * 8)))
                .toList();
        new StandardOutput(out).write(messages);
        assertThat(pieces).hasSizeBetween(2, 31).allSatisfy(piece -> {
            assertThat(piece).startsWith("{").endsWith("}\n");
            assertThat(piece.length()).isLessThanOrEqualTo(4096);
        });
        assertThat(String.join("", pieces))
                .isEqualTo(messages.stream()
                        .map(one -> new String(one.json(), StandardCharsets.US_ASCII))
                        .reduce("", String::concat));
    }

    /** A process of its own, with a standard output that is a pipe. */
    static final class Program {

        private static final int LINES = 30_000;

        private Program() {}

        /** Says on the standard error how much was lost while nobody read; then both sorts of lines race. */
        public static void main(String... arguments) throws Exception {
            Audit audit = Audits.in(Path.of(arguments[0]));
            AuditOutputs outputs = new AuditOutputs(
                    true, Map.of("stdout", "true"), audit, Sender.Times.USUAL, java.time.Clock.systemUTC());
            for (int i = 0; i < LINES; i++) {
                outputs.tell(OutputLines.allowed("blocked-" + i));
            }
            eventually(() -> outputs.states().get(0).waiting() > 0);
            System.err.println("lost " + outputs.states().get(0).loss().lines());
            eventually(() -> outputs.states().get(0).waiting() == 0);
            Thread other = new Thread(() ->
                    IntStream.range(0, 2000).forEach(i -> System.out.println("[INFO] " + "red5 ".repeat(100) + "end")));
            other.start();
            for (int i = 0; i < 2000; i++) {
                outputs.tell(OutputLines.allowed("\u00e9".repeat(256)));
            }
            other.join();
            eventually(() -> outputs.states().get(0).waiting() == 0);
            outputs.close();
            Audits.close(audit);
        }
    }

    @Test
    void a_pipe_that_nobody_reads_costs_lines_that_are_counted_and_no_line_is_within_another() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Program.class.getName(),
                        folder.toString())
                .start();
        try (BufferedReader said = reader(process.getErrorStream());
                BufferedReader lines = reader(process.getInputStream())) {
            String first = said.lines()
                    .filter(line -> line.startsWith("lost "))
                    .findFirst()
                    .orElse("");
            assertThat(first).matches("lost [0-9]+");
            long lost = Long.parseLong(first.substring("lost ".length()));
            assertThat(lost).isBetween(10_000L, 30_000L - Backlog.CAPACITY);
            List<String> all = lines.lines().toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(all.stream()
                            .filter(line -> line.contains("\"stream\":\"blocked-"))
                            .count())
                    .isEqualTo(30_000 - lost);
            assertThat(all.stream()
                            .filter(line -> line.startsWith("{\"time\":") && line.endsWith("\"micros\":12}"))
                            .count())
                    .isEqualTo(30_000 - lost + 2000);
            assertThat(all.stream()
                            .filter(line -> line.matches("\\[INFO] (red5 ){100}end"))
                            .count())
                    .isEqualTo(2000);
            assertThat(all).hasSize((int) (30_000 - lost + 2000 + 2000));
        } finally {
            process.destroyForcibly();
        }
    }

    private static BufferedReader reader(java.io.InputStream in) throws IOException {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
}
