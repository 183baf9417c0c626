package io.stagedoor.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code init} writes is tried with a real installation. */
class InitCommandTest {

    @TempDir
    Path folder;

    private CommandRun init(String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "init";
        all[1] = "--home";
        all[2] = folder.resolve("new").toString();
        System.arraycopy(options, 0, all, 3, options.length);
        return CommandRun.of(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/b", "a b", "*", "-a", "a\nb"})
    void a_name_that_is_no_file_name_is_refused(String name) {
        CommandRun run = init("--app=" + name, "--jwt");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--app: a name has");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a", "http://", "not a url", "http://user:hunter2@host/"})
    void what_is_no_backend_is_refused_and_not_repeated(String url) {
        CommandRun run = init("--backend", url);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--backend: not a").doesNotContain("hunter2");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "a ", "a\nkeys=b", "a\\", "${x}", "$[secret:x]"})
    void what_a_configuration_file_would_change_is_refused(String audience) {
        CommandRun run = init("--oidc", "https://idp.example", "--audience", audience);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--audience: ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_audience_is_named_with_a_provider_and_with_nobody_else() {
        assertThat(init("--oidc", "https://idp.example").code()).isEqualTo(2);
        assertThat(init("--jwt", "--audience", "a").code()).isEqualTo(2);
        assertThat(init("--jwt", "--oidc", "https://idp.example", "--audience", "a")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void a_folder_with_stagedoor_and_without_red5_is_refused() throws Exception {
        Path plugins = Files.createDirectories(folder.resolve("new/plugins"));
        Files.createFile(plugins.resolve("stagedoor-red5-plugin-1.0.0.jar"));

        CommandRun run = init("--jwt");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no Red5 is in " + folder.resolve("new"), "Unpack the Stagedoor zip into");
        assertThat(folder.resolve("new")).isDirectoryNotContaining("glob:**/stagedoor");
    }

    @Test
    void somebody_has_to_decide() {
        assertThat(init().code()).isEqualTo(2);
        assertThat(init("--jwt", "--users").code()).isEqualTo(2);
    }

    @Test
    void nothing_is_written_where_there_is_no_stagedoor() {
        CommandRun run = init("--jwt");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no Stagedoor is installed in");
        assertThat(folder).isEmptyDirectory();
    }
}
