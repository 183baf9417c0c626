package io.stagedoor.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
        }
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
    void a_home_is_used_by_one_server_at_a_time() {
        try (Red5Home home = Red5Home.prepare(folder, distribution)) {
            assertThatThrownBy(() -> Red5Home.prepare(home.folder(), distribution))
                    .hasMessageContaining("A server is running in");
        }
        Red5Home.prepare(folder, distribution).close();
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
    }

    private static void put(Path root, String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
