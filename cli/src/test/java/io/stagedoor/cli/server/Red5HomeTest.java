package io.stagedoor.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Red5HomeTest {

    @TempDir
    private Path temporary;

    private Path distribution;
    private Path folder;

    @BeforeEach
    void make_a_distribution() throws IOException {
        distribution = temporary.resolve("distribution");
        folder = temporary.resolve("a home");
        put(distribution, "red5-server.jar", "server 1");
        put(distribution, "lib/a-1.jar", "a 1");
        put(distribution, "conf/red5.properties", "rtmp.port=1935");
        put(distribution, "webapps/live/WEB-INF/web.xml", "web");
        put(distribution, "stagedoor/bundles/auth-jwt.jar", "jwt 1");
        put(distribution, "stagedoor/conf/x.cfg.example", "example");
        put(distribution, "stagedoor/bin/stagedoor", "command");
    }

    @Test
    void a_new_home_is_for_its_owner_only() throws IOException {
        try (Red5Home home = Red5Home.prepare(folder, distribution)) {
            assertThat(home.folder().resolve("lib/a-1.jar")).hasContent("a 1");
            assertThat(permissions("")).isEqualTo("rwx------");
            assertThat(permissions("stagedoor")).isEqualTo("rwx------");
            assertThat(permissions("stagedoor/conf")).isEqualTo("rwx------");
            assertThat(permissions("stagedoor/conf/x.cfg.example")).isEqualTo("rw-------");
            assertThat(permissions("stagedoor/bundles/auth-jwt.jar")).isEqualTo("rw-------");
            assertThat(permissions("stagedoor/bin/stagedoor")).isEqualTo("rwx------");
        }
    }

    @Test
    void what_others_could_read_they_cannot_any_more() throws IOException {
        Red5Home.prepare(folder, distribution).close();
        widen("", "rwxr-xr-x");
        for (String file : List.of(
                "shutdown.token",
                "java_pid1.hprof",
                "log/red5.log",
                "log/red5.log.1",
                "stagedoor/log/audit.log",
                "stagedoor/log/audit.log.3",
                "stagedoor/state/org/a.config",
                "stagedoor/cache/bundle1/bundle.info",
                "stagedoor/secrets/live.key",
                "conf/simple-auth-plugin.credentials",
                "webapps/live/streams/show.flv")) {
            put(folder, file, "x");
            widen(file, "rw-rw-rw-");
            for (Path parent = folder.resolve(file).getParent(); !parent.equals(folder); parent = parent.getParent()) {
                Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
        Path elsewhere = temporary.resolve("elsewhere");
        put(elsewhere, "file", "x");
        Files.setPosixFilePermissions(elsewhere.resolve("file"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(folder.resolve("log/link"), elsewhere.resolve("file"));

        Red5Home.prepare(folder, distribution).close();

        assertThat(folder.resolve("shutdown.token")).doesNotExist();
        for (String file : List.of(
                "java_pid1.hprof",
                ".stagedoor-files",
                ".stagedoor-lock",
                "red5-server.jar",
                "log/red5.log",
                "log/red5.log.1",
                "stagedoor/log/audit.log",
                "stagedoor/log/audit.log.3",
                "stagedoor/state/org/a.config",
                "stagedoor/cache/bundle1/bundle.info")) {
            assertThat(permissions(file)).as(file).isEqualTo("rw-------");
        }
        for (String file : List.of("stagedoor/secrets/live.key", "conf/simple-auth-plugin.credentials")) {
            assertThat(permissions(file)).as(file).isEqualTo("rw-rw----");
        }
        for (String written : List.of("log", "stagedoor/log", "stagedoor/state/org", "stagedoor/cache/bundle1")) {
            assertThat(permissions(written)).as(written).isEqualTo("rwx------");
        }
        assertThat(permissions("webapps/live/streams/show.flv")).isEqualTo("rw-rw-rw-");
        assertThat(permissions("log/link")).isEqualTo("rw-r--r--");
    }

    @Test
    void a_folder_into_which_others_can_write_is_no_home() throws IOException {
        Files.createDirectory(folder);
        widen("", "rwxrwxrwx");
        assertThatThrownBy(() -> Red5Home.prepare(folder, distribution))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("chmod o-w");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void what_the_servers_process_writes_is_for_its_owner_only() throws Exception {
        Path script = temporary.resolve("a 'script'");
        Files.writeString(script, "umask 000; exec \"$@\"\n");
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(OwnerOnly.command(
                List.of("/bin/mkdir", temporary.resolve("made by it").toString())));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.resolve("made by it"))))
                .isEqualTo("rwx------");
    }

    @Test
    void an_update_replaces_programs_and_keeps_what_is_the_operators() throws IOException {
        Red5Home.prepare(folder, distribution).close();
        put(folder, "conf/red5.properties", "rtmp.port=1936");
        put(folder, "webapps/live/WEB-INF/web.xml", "mine");
        put(folder, "stagedoor/conf/stagedoor.application-live.cfg", "application=live");
        put(folder, "stagedoor/bundles/my-own.jar", "mine");
        put(distribution, "red5-server.jar", "server 2");
        Files.delete(distribution.resolve("lib/a-1.jar"));
        put(distribution, "lib/a-2.jar", "a 2");
        put(distribution, "stagedoor/bundles/auth-jwt.jar", "jwt 2");

        Red5Home.prepare(folder, distribution).close();

        assertThat(folder.resolve("red5-server.jar")).hasContent("server 2");
        assertThat(folder.resolve("lib/a-1.jar")).doesNotExist();
        assertThat(folder.resolve("lib/a-2.jar")).hasContent("a 2");
        assertThat(folder.resolve("stagedoor/bundles/auth-jwt.jar")).hasContent("jwt 2");
        assertThat(folder.resolve("stagedoor/bundles/my-own.jar")).hasContent("mine");
        assertThat(folder.resolve("conf/red5.properties")).hasContent("rtmp.port=1936");
        assertThat(folder.resolve("webapps/live/WEB-INF/web.xml")).hasContent("mine");
        assertThat(folder.resolve("stagedoor/conf/stagedoor.application-live.cfg"))
                .hasContent("application=live");
    }

    @Test
    void a_folder_with_files_of_others_is_left_alone() throws IOException {
        put(folder, "thesis.tex", "years of work");

        assertThatThrownBy(() -> Red5Home.prepare(folder, distribution))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--home");
        assertThat(folder.resolve("red5-server.jar")).doesNotExist();
    }

    @Test
    void a_folder_that_holds_only_configuration_becomes_a_home() throws IOException {
        put(folder, "stagedoor/conf/stagedoor.application-live.cfg", "application=live");

        try (Red5Home home = Red5Home.prepare(folder, distribution)) {
            assertThat(home.configuration().resolve("stagedoor.application-live.cfg"))
                    .hasContent("application=live");
        }
    }

    @Test
    void a_home_that_was_made_half_way_is_finished() throws IOException {
        put(folder, ".stagedoor-lock", "");
        put(folder, ".stagedoor-files", "lib/a-0.jar\nlib/a-1.jar\n");
        put(folder, "lib/a-0.jar", "a 0");
        put(folder, "lib/a-1.jar.part", "a");

        Red5Home.prepare(folder, distribution).close();

        assertThat(folder.resolve("lib/a-0.jar")).doesNotExist();
        assertThat(folder.resolve("lib/a-1.jar")).hasContent("a 1");
    }

    @Test
    void whoever_interrupts_the_making_of_a_home_can_make_it_again() throws IOException {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Red5Home.prepare(folder, distribution)).isInstanceOf(CommandException.class);
        assertThat(Thread.interrupted()).isTrue();

        Red5Home.prepare(folder, distribution).close();

        assertThat(folder.resolve("lib/a-1.jar")).hasContent("a 1");
    }

    @Test
    void git_finds_nothing_in_a_home() throws IOException {
        Red5Home.prepare(folder, distribution).close();
        assertThat(Files.readAllLines(folder.resolve(".gitignore"))).contains("*");

        Files.writeString(folder.resolve(".gitignore"), "/stagedoor/secrets/\n");
        Red5Home.prepare(folder, distribution).close();

        assertThat(folder.resolve(".gitignore")).hasContent("/stagedoor/secrets/");
    }

    @Test
    void a_home_is_used_by_one_server_at_a_time() {
        try (Red5Home home = Red5Home.prepare(folder, distribution)) {
            assertThatThrownBy(() -> Red5Home.prepare(home.folder(), distribution))
                    .hasMessageContaining("a server is running in");
        }
        Red5Home.prepare(folder, distribution).close();
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
    }

    private void widen(String file, String permissions) throws IOException {
        Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString(permissions));
    }

    private static void put(Path root, String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
