package io.stagedoor.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewCommandTest {

    @TempDir
    private Path folder;

    @Test
    void prints_48_random_bytes_in_base64() {
        CommandRun run = CommandRun.of("secret", "new");

        assertThat(run.code()).isZero();
        assertThat(Base64.getDecoder().decode(run.out().strip())).hasSize(48);
        assertThat(CommandRun.of("secret", "new").out()).isNotEqualTo(run.out());
    }

    @Test
    void writes_them_for_the_owner_only_and_does_not_show_them() throws IOException {
        Path file = folder.resolve("live.key");

        CommandRun run = CommandRun.of("secret", "new", "--file", file.toString());

        assertThat(run.code()).isZero();
        String secret = Files.readString(file);
        assertThat(Base64.getDecoder().decode(secret)).hasSize(48);
        assertThat(run.out()).contains(file.toString()).doesNotContain(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(files()).containsExactly("live.key");
    }

    @Test
    void never_overwrites_a_file() throws IOException {
        Path file = Files.writeString(folder.resolve("live.key"), "precious");

        CommandRun run = CommandRun.of("secret", "new", "--file", file.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("exists already");
        assertThat(file).hasContent("precious");
        assertThat(files()).containsExactly("live.key");
    }

    @Test
    void says_which_folder_is_not_there() {
        Path file = folder.resolve("none").resolve("live.key");

        CommandRun run = CommandRun.of("secret", "new", "--file", file.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--file: no such folder: " + file.getParent());
    }

    @Test
    void asks_for_a_command_when_there_is_none() {
        assertThat(CommandRun.of("secret").err()).contains("new or rotate");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::getFileName).map(Path::toString).toList();
        }
    }
}
