package io.stagedoor.auth.support.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfFolderTest {

    @TempDir
    private Path conf;

    @Test
    void a_configuration_is_shown_by_its_file_or_else_by_its_pid() throws IOException {
        Files.createFile(conf.resolve("stagedoor.application-a-b.cfg"));
        Files.createFile(conf.resolve("stagedoor.bridge.cfg"));
        ConfFolder folder = new ConfFolder(conf);
        assertThat(folder.shown("stagedoor.application~a-b")).isEqualTo("stagedoor.application-a-b.cfg");
        assertThat(folder.shown("stagedoor.bridge")).isEqualTo("stagedoor.bridge.cfg");
        assertThat(folder.shown("stagedoor.application~c"))
                .isEqualTo("configuration stagedoor.application~c (without a file)");
        assertThat(folder.shown("../x\0")).contains("without a file");
    }

    /** The first one would keep all others out of force. */
    @Test
    void a_factory_of_ours_without_a_name_is_not_read() throws IOException {
        Files.createFile(conf.resolve("stagedoor.application.cfg"));
        Files.createFile(conf.resolve("stagedoor.authenticator.jwt-.cfg"));
        Path read = Files.createFile(conf.resolve("stagedoor.authenticator.mine.cfg"));
        assertThat(new ConfFolder(conf).files()).containsExactly(read);
        assertThat(ConfFolder.isNameless("stagedoor.application")).isTrue();
        assertThat(ConfFolder.isNameless("stagedoor.application~live")).isFalse();
        assertThat(ConfFolder.isNameless("stagedoor.bridge")).isFalse();
    }
}
