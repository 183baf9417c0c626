package io.stagedoor.host.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

class StagedoorLogTest {

    @TempDir
    private Path folder;

    private final LogFile file = new LogFile(Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC));

    /** The server's logger is off, as it is after an application has taken the server's log away. */
    private Logger logger(String name) {
        Logger server = LoggerFactory.getLogger(name);
        assertThat(server.isErrorEnabled()).isFalse();
        return StagedoorLog.logger(server, file);
    }

    private List<String> written() throws IOException {
        file.open(folder.resolve("log"));
        file.close();
        Path log = folder.resolve("log").resolve(LogFile.NAME);
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    void what_an_operator_has_to_know_is_written_though_the_server_logs_nothing() throws IOException {
        Logger log = logger("io.stagedoor.red5.bridge.Bridge");
        log.debug("a {}", 1);
        log.info("ready");
        log.warn("{} of {}", 2, "x");
        log.error("{}-{}-{}", 1, 2, 3);
        log.error("failed", new IllegalStateException("why", new IOException("disk")));
        log.warn("with {}", "one", new IOException("cause"));
        List<String> lines = written();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("2026-01-31T12:00:00.000Z INFO  Bridge: ready");
        assertThat(lines.get(1)).isEqualTo("2026-01-31T12:00:00.000Z WARN  Bridge: 2 of x");
        assertThat(lines.get(2)).isEqualTo("2026-01-31T12:00:00.000Z ERROR Bridge: 1-2-3");
        assertThat(lines.get(3))
                .contains(
                        "failed | java.lang.IllegalStateException: why at io.stagedoor",
                        "caused by java.io.IOException: disk");
        assertThat(lines.get(4)).contains("with one | java.io.IOException: cause");
    }

    @Test
    void of_others_in_the_framework_only_warnings_are_written() throws IOException {
        Logger log = logger("com.example.Door");
        log.info("not this");
        log.warn("this");
        assertThat(log.isInfoEnabled()).isFalse();
        assertThat(log.isWarnEnabled()).isTrue();
        assertThat(written()).singleElement().asString().endsWith("WARN  Door: this");
    }

    @Test
    void a_line_is_one_line_and_holds_no_secret() throws IOException {
        logger("io.stagedoor.X").warn("name {}", "a\r\nINFO  Bridge: forged\u001b[2J\u202e token=abc.def.ghi");
        assertThat(written())
                .singleElement()
                .asString()
                .contains("token=***")
                .doesNotContain("abc", "\u001b", "\u202e");
    }

    @Test
    void a_secret_at_the_end_of_an_exceptions_text_does_not_hide_where_it_came_from() throws IOException {
        logger("io.stagedoor.X")
                .warn("password=p", new IllegalStateException("token=s3cret", new IOException("jwtSecret=s3cret")));
        assertThat(written())
                .singleElement()
                .asString()
                .contains("password=*** | java.lang.IllegalStateException: token=*** at io.stagedoor.")
                .containsPattern("caused by java.io.IOException: jwtSecret=\\*\\*\\* at io.stagedoor.")
                .doesNotContain("s3cret");
    }

    @Test
    void a_long_line_is_cut() throws IOException {
        logger("io.stagedoor.X").warn("x".repeat(100_000));
        assertThat(written()).singleElement().asString().hasSizeLessThan(LogLine.MAX_LENGTH + 100);
    }

    @Test
    void what_waits_for_the_file_is_bounded_and_what_is_lost_is_told() throws IOException {
        Logger log = logger("io.stagedoor.X");
        for (int i = 0; i < LogFile.QUEUE + 7; i++) {
            log.warn("line");
        }
        assertThat(written()).hasSize(LogFile.QUEUE + 1).last().asString().endsWith("7 line(s) could not be written.");
    }

    @Test
    void a_folder_that_cannot_be_written_fails_nobody() throws IOException {
        Files.writeString(folder.resolve("log"), "a file");
        Logger log = logger("io.stagedoor.X");
        log.warn("lost");
        file.open(folder.resolve("log"));
        file.close();
        assertThat(file.lost()).isEqualTo(1);
        Files.delete(folder.resolve("log"));
        log.warn("kept");
        assertThat(written()).hasSize(2);
    }

    @Test
    @SuppressWarnings("SelfAssertion") // that is the point
    void loggers_are_equal_only_to_themselves_and_show_their_name() {
        Logger log = StagedoorLog.logger(NOPLogger.NOP_LOGGER, file);
        assertThat(log)
                .isEqualTo(log)
                .hasToString("Logger[NOP]")
                .isNotEqualTo(StagedoorLog.logger(NOPLogger.NOP_LOGGER, file));
        assertThat(log.getName()).isEqualTo("NOP");
    }
}
