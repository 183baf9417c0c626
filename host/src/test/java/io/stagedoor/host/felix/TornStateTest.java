package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornStateTest {

    /** As Felix writes it. */
    private static final String WHOLE = """
            :org.apache.felix.configadmin.revision:=L"4"
            configurations=[ \\
              "stagedoor.application~live", \\
              ]
            felix.fileinstall.dir="/stagedoor/conf"
            service.bundleLocation="?"
            service.factoryPid="org.apache.felix.fileinstall"
            service.pid="org.apache.felix.fileinstall~stagedoor"
            """;

    @TempDir
    Path state;

    private Path file;

    @BeforeEach
    void begin() throws IOException {
        file = Files.createDirectories(state.resolve("org/apache/felix")).resolve("fileinstall%007estagedoor.config");
    }

    @Test
    void a_whole_file_stays() throws IOException {
        Files.writeString(file, WHOLE);
        TornState.remove(state);
        assertThat(file).hasContent(WHOLE);
    }

    @Test
    void one_that_is_broken_off_anywhere_is_removed() throws IOException {
        for (int length = 0; length < WHOLE.length(); length++) {
            Files.writeString(file, WHOLE.substring(0, length));
            TornState.remove(state);
            assertThat(file).as("%d characters", length).doesNotExist();
        }
    }

    @Test
    void no_link_is_followed(@TempDir Path elsewhere) throws IOException {
        Path foreign = Files.writeString(elsewhere.resolve("a.config"), "foreign");
        Files.createSymbolicLink(state.resolve("link.config"), foreign);
        Files.createSymbolicLink(state.resolve("folder"), elsewhere);
        TornState.remove(state);
        assertThat(foreign).hasContent("foreign");
    }
}
