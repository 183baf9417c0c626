package io.stagedoor.auth.support.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExposureTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void begin() throws IOException {
        file = Files.writeString(folder.resolve("jwt"), "secret");
        modes(folder, "rwxr-xr-x");
    }

    private static void modes(Path path, String modes) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(modes));
    }

    @Test
    void a_file_that_others_can_read_is_told_with_what_to_do() throws IOException {
        modes(file, "rw-r--r--");
        Path real = file.toRealPath();
        assertThat(Exposure.of(file))
                .hasValueSatisfying(text -> assertThat(text).contains("chmod o-r " + real));
    }

    @Test
    void behind_a_link_too() throws IOException {
        modes(file, "rw-r--r--");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(Exposure.of(link)).isPresent();
    }

    @Test
    void a_file_for_its_owner_or_in_such_a_folder_is_not() throws IOException {
        modes(file, "rw-r-----");
        assertThat(Exposure.of(file)).isEmpty();
        modes(file, "rw-r--r--");
        modes(folder, "rwx------");
        assertThat(Exposure.of(file)).isEmpty();
    }

    @Test
    void a_missing_file_is_not() {
        assertThat(Exposure.of(folder.resolve("missing"))).isEmpty();
    }
}
