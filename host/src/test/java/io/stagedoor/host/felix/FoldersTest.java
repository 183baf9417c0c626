package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldersTest {

    @TempDir
    private Path home;

    @Test
    void makes_what_is_missing_for_the_owner_only() throws Exception {
        Folders folders = Folders.in(home);
        for (Path made : Stream.of(folders.bundles(), folders.conf(), folders.secrets(), folders.state(), folders.log())
                .toList()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void closes_what_only_the_server_writes() throws Exception {
        Folders folders = Folders.in(home);
        for (Path folder : List.of(folders.cache(), folders.state(), folders.log(), folders.conf(), home)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (Path folder : List.of(folders.cache(), folders.log())) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Folders.in(home);
        for (Path folder : List.of(folders.cache(), folders.state(), folders.log())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
        }
        for (Path folder : List.of(folders.conf(), home)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwxr-xr-x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "system", "system/framework", "bundles", "conf", "secrets", "state"})
    void refuses_a_folder_that_others_could_write_into(String name) throws Exception {
        Path folder = Files.createDirectories(home.resolve(name));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertThatThrownBy(() -> Folders.in(home))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod o-w " + folder);
    }

    /** As Kubernetes mounts a Secret: nobody can follow the advice to change the modes. */
    @Test
    void accepts_what_is_mounted_read_only_whatever_its_modes_are() throws Exception {
        Path secrets = Files.createDirectories(home.resolve("secrets"));
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxrwxrwx"));
        String mount = "50 40 0:77 / " + secrets.toRealPath() + " ro,relatime - tmpfs tmpfs rw,size=64k\n";
        Folders.in(home, Mounts.of(mount));
        assertThatThrownBy(() -> Folders.in(home, Mounts.of(mount.replace(" ro,", " rw,"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mount it read-only");
    }
}
