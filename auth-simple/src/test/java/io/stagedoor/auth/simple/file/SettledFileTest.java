package io.stagedoor.auth.simple.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettledFileTest {

    private static final String FIRST = "bob one\n";

    @TempDir
    private Path folder;

    private Path path;
    private SettledFile settled;
    private long nanos;

    @BeforeEach
    void begin() throws IOException {
        path = Files.writeString(folder.resolve("users"), FIRST);
        settled = new SettledFile(path, FileContent.of(path), () -> nanos);
    }

    @Test
    void a_replaced_file_is_believed_at_the_second_look() throws IOException {
        replace("bob two\n");
        assertThat(look()).isEqualTo(FIRST);
        assertThat(look()).isEqualTo("bob two\n");
    }

    @Test
    void a_file_that_grows_is_believed_when_it_has_stopped() throws IOException {
        Files.writeString(path, "");
        for (int i = 0; i < 20; i++) {
            assertThat(look()).isEqualTo(FIRST);
            Files.writeString(path, "user" + i + " password\n", StandardOpenOption.APPEND);
        }
        assertThat(look()).isEqualTo(FIRST);
        assertThat(look().lines()).hasSize(20);
    }

    @Test
    void a_file_that_looks_cut_off_is_believed_later() throws IOException {
        for (String content : new String[] {"bob tw", ""}) {
            Files.writeString(path, content);
            String before = look();
            for (int i = 0; i < 4; i++) {
                assertThat(look()).isEqualTo(before).isNotEqualTo(content);
            }
            assertThat(look()).isEqualTo(content);
        }
    }

    @Test
    void a_file_that_is_replaced_again_and_again_is_believed_after_a_while() throws IOException {
        String believed = FIRST;
        Path before = folder.resolve("before");
        for (int i = 0; i < 8; i++) {
            // The old one stays, so that the new one has another identity.
            Files.deleteIfExists(before);
            Files.createLink(before, path);
            replace("bob " + i + "\n");
            String now = look();
            assertThat(now).isIn(believed, "bob " + i + "\n");
            believed = now;
        }
        assertThat(believed).as("within two seconds").isNotEqualTo(FIRST);
    }

    @Test
    void a_file_that_is_written_in_place_again_and_again_is_never_believed() throws IOException {
        for (int i = 0; i < 40; i++) {
            Files.writeString(path, "bob " + i + "\n");
            assertThat(look()).isEqualTo(FIRST);
        }
    }

    @Test
    void a_link_that_leads_elsewhere_is_followed() throws IOException {
        Path one = Files.createDirectory(folder.resolve("1"));
        Path two = Files.createDirectory(folder.resolve("2"));
        Files.writeString(one.resolve("users"), FIRST);
        Files.writeString(two.resolve("users"), "bob two\n");
        Path data = Files.createSymbolicLink(folder.resolve("data"), one);
        path = Files.createSymbolicLink(folder.resolve("link"), data.resolve("users"));
        settled = new SettledFile(path, FileContent.of(path), () -> nanos);
        assertThat(look()).isEqualTo(FIRST);
        Files.move(
                Files.createSymbolicLink(folder.resolve("data2"), two),
                data,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        look();
        assertThat(look()).isEqualTo("bob two\n");
    }

    @Test
    void what_is_no_readable_file_is_a_problem() throws IOException {
        Files.delete(path);
        assertThat(FileContent.of(path).problem()).isEqualTo("does not exist");
        assertThat(FileContent.of(folder).problem()).isEqualTo("is not a file");
        assertThat(FileContent.of(Path.of("/dev/zero")).problem()).isEqualTo("is not a file");
    }

    private String look() {
        nanos += Duration.ofMillis(250).toNanos();
        StringBuilder text = new StringBuilder();
        settled.get()
                .read()
                .users()
                .forEach((name, user) -> text.append(name)
                        .append(' ')
                        .append(user.entry().reveal())
                        .append(user.entry().reveal().equals("tw") ? "" : "\n"));
        return text.toString();
    }

    private void replace(String content) throws IOException {
        Path written = Files.writeString(folder.resolve("written"), content);
        Files.move(written, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
