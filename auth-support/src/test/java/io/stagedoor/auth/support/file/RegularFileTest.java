package io.stagedoor.auth.support.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegularFileTest {

    @TempDir
    private Path folder;

    @Test
    void a_file_is_read_to_the_limit_behind_a_link_too() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "content");
        assertThat(RegularFile.read(file, 100)).asString().isEqualTo("content");
        assertThat(RegularFile.read(Files.createSymbolicLink(folder.resolve("link"), file), 4))
                .asString()
                .isEqualTo("cont");
    }

    @Test
    void nothing_else_is_opened() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> RegularFile.read(pipe, 1)).isInstanceOf(RegularFile.NotRegular.class);
        assertThatThrownBy(() -> RegularFile.read(folder, 1)).isInstanceOf(RegularFile.NotRegular.class);
        assertThatThrownBy(() -> RegularFile.read(folder.resolve("gone"), 1)).isInstanceOf(NoSuchFileException.class);
    }
}
