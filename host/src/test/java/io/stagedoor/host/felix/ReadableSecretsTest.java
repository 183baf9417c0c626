package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadableSecretsTest {

    @TempDir
    private Path red5;

    private Path home;
    private Folders folders;

    @BeforeEach
    void anyone_may_enter() throws Exception {
        home = red5.resolve("stagedoor");
        folders = Folders.in(home);
        for (Path folder : new Path[] {home, folders.secrets(), folders.conf()}) {
            permit(folder, "rwxr-xr-x");
        }
    }

    @Test
    void names_secret_files_that_others_can_read() throws Exception {
        Path open = write(folders.secrets().resolve("open.key"), "x", "rw-r--r--");
        write(folders.secrets().resolve("closed.key"), "x", "rw-------");
        assertThat(ReadableSecrets.in(folders)).containsExactly(open);
    }

    @Test
    void names_configurations_only_if_they_hold_a_secret() throws Exception {
        Path holds = write(folders.conf().resolve("a.cfg"), "name=a\njwtSecret = abc\n", "rw-r--r--");
        Path previous = write(folders.conf().resolve("e.cfg"), "previousSecret.one-1.secret=abc\n", "rw-r--r--");
        Path marked = write(folders.conf().resolve("f.cfg"), "\ufeffjwtSecret=abc\n", "rw-r--r--");
        write(folders.conf().resolve("b.cfg"), "jwtSecretFile=/x\n#jwtSecret=abc\njwtSecret=\n", "rw-r--r--");
        write(folders.conf().resolve("c.cfg"), "jwtSecret=$[secret:live]\n", "rw-r--r--");
        write(folders.conf().resolve("d.cfg.example"), "jwtSecret=abc\n", "rw-r--r--");
        assertThat(ReadableSecrets.in(folders)).containsExactlyInAnyOrder(holds, previous, marked);
    }

    @Test
    void names_the_token_that_stops_the_server() throws Exception {
        Path token = write(red5.resolve("shutdown.token"), "x", "rw-r--r--");
        assertThat(ReadableSecrets.in(folders)).isEmpty();
        permit(red5, "rwxr-xr-x");
        assertThat(ReadableSecrets.in(folders)).containsExactly(token);
        permit(home, "rwx------");
        assertThat(ReadableSecrets.in(folders)).containsExactly(token);
        permit(token, "rw-------");
        assertThat(ReadableSecrets.in(folders)).isEmpty();
    }

    @Test
    void has_nothing_to_say_of_folders_that_others_cannot_enter() throws Exception {
        write(folders.secrets().resolve("open.key"), "x", "rw-r--r--");
        permit(folders.secrets(), "rwx------");
        assertThat(ReadableSecrets.in(folders)).isEmpty();
        permit(folders.secrets(), "rwxr-xr-x");
        permit(home, "rwx------");
        assertThat(ReadableSecrets.in(folders)).isEmpty();
    }

    private static Path write(Path file, String text, String permissions) throws IOException {
        Files.writeString(file, text);
        permit(file, permissions);
        return file;
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
