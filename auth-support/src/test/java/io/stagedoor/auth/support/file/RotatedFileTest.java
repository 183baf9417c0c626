package io.stagedoor.auth.support.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedFileTest {

    @TempDir
    Path folder;

    private final List<Path> missed = new ArrayList<>();
    private long now;
    private Path log;
    private RotatedFile file;

    @BeforeEach
    void begin() {
        log = folder.resolve("log/a.log");
        file = new RotatedFile(folder.resolve("log"), "a.log", 100_000, 2, missed::add, () -> now);
    }

    @AfterEach
    void end() throws IOException {
        file.close();
    }

    private void write(String line) throws IOException {
        file.write((line + "\n").getBytes(US_ASCII));
        file.flush();
    }

    private void aSecondPasses() {
        now += Duration.ofSeconds(1).toNanos();
    }

    @Test
    void a_file_that_was_removed_begins_anew() throws IOException {
        write("one");
        Files.delete(log);
        aSecondPasses();
        write("two");
        assertThat(log).hasContent("two");
        assertThat(missed).containsExactly(log);
    }

    @Test
    void so_does_one_that_was_moved_with_its_folder() throws IOException {
        write("one");
        Files.move(folder.resolve("log"), folder.resolve("elsewhere"));
        aSecondPasses();
        write("two");
        assertThat(log).hasContent("two");
        assertThat(folder.resolve("elsewhere/a.log")).hasContent("one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void and_one_in_whose_place_another_was_put() throws IOException {
        write("one");
        Files.move(log, folder.resolve("log/a.log-20260101"));
        Files.writeString(log, "");
        aSecondPasses();
        write("two");
        assertThat(log).hasContent("two");
        assertThat(missed).containsExactly(log);
    }

    @Test
    void its_own_moves_are_not_told() throws IOException {
        String line = "x".repeat(60_000);
        for (int i = 0; i < 5; i++) {
            write(line);
            aSecondPasses();
        }
        assertThat(missed).isEmpty();
        assertThat(log).hasContent(line);
        assertThat(folder.resolve("log/a.log.2")).hasContent(line);
    }

    @Test
    void a_line_that_was_broken_off_is_cut() throws IOException {
        for (String half : List.of("hal", "h".repeat(4095), "h".repeat(4096), "h".repeat(10_000))) {
            Files.createDirectories(log.getParent());
            Files.writeString(log, "one\n" + half);
            write("two");
            file.close();
            assertThat(log).hasContent("one\ntwo");
        }
    }

    @Test
    void a_file_of_one_broken_line_is_emptied() throws IOException {
        Files.createDirectories(log.getParent());
        Files.writeString(log, "h".repeat(10_000));
        write("two");
        assertThat(log).hasContent("two");
    }
}
