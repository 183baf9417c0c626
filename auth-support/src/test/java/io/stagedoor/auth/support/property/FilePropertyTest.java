package io.stagedoor.auth.support.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePropertyTest {

    @TempDir
    private Path folder;

    private static byte[] content(Path file) {
        return new FileProperty("jwtSecretFile", file).content("the secret", 100);
    }

    private static void isWrong(Path file, String why) {
        assertThatThrownBy(() -> content(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("jwtSecretFile: " + why + "; ")
                .hasMessageEndingWith(": " + file);
    }

    @Test
    void what_is_no_file_is_called_what_it_is() throws Exception {
        isWrong(folder, "it is a folder, not a file");
        isWrong(folder.resolve("gone"), "the file does not exist");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        isWrong(pipe, "it is not a regular file");
        isWrong(Files.write(folder.resolve("large"), new byte[101]), "the file is larger than 100 bytes");
    }

    @Test
    void a_file_is_read_whole() throws Exception {
        assertThat(content(Files.writeString(folder.resolve("key"), "k\n"))).containsExactly('k', '\n');
    }
}
