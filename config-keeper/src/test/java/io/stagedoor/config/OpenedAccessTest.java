package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedAccessTest {

    @TempDir
    private Path red5;

    private final Lines lines = Lines.of(OpenedAccess.class);
    private Path home;
    private Path conf;
    private Path secret;
    private OpenedAccess access;

    @BeforeEach
    void begin() throws IOException {
        mode(red5, "rwxr-xr-x");
        home = folder(red5.resolve("stagedoor"));
        conf = folder(home.resolve("conf"));
        secret = Files.writeString(folder(home.resolve("secrets")).resolve("live-jwt.key"), "x");
        mode(secret, "rw-------");
        access = new OpenedAccess(home);
    }

    @AfterEach
    void close() {
        lines.close();
    }

    private static Path folder(Path folder) throws IOException {
        return mode(Files.createDirectory(folder), "rwxr-xr-x");
    }

    private static Path mode(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void a_folder_that_others_may_write_in_is_logged_once() throws IOException {
        access.look();
        mode(conf, "rwxrwxrwx");
        access.look();
        access.look();
        assertThat(lines.next())
                .containsExactly("WARN stagedoor/conf: others on this machine can write in this folder. Run chmod o-w "
                        + conf + ", or Stagedoor does not start the next time.");
        mode(conf, "rwxr-xr-x");
        access.look();
        mode(conf, "rwxrwxrwx");
        access.look();
        assertThat(lines.next()).hasSize(1);
    }

    @Test
    void a_secret_that_others_may_read_is_logged_once() throws IOException {
        access.look();
        mode(secret, "rw-r--r--");
        access.look();
        access.look();
        assertThat(lines.next())
                .singleElement()
                .asString()
                .startsWith("WARN stagedoor/secrets/live-jwt.key: others on this machine can read ")
                .contains(": chmod o-r ");
    }

    @Test
    void what_was_open_before_is_left_to_others() throws IOException {
        mode(conf, "rwxrwxrwx");
        mode(secret, "rw-r--r--");
        access.look();
        access.look();
        assertThat(lines.next()).isEmpty();
    }
}
