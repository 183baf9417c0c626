package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.core.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenFilesTest {

    private static final int REMIND_LOOKS = 5;
    private static final Set<String> CONFIGURED = Set.of("stagedoor.application~live");

    @TempDir
    private Path conf;

    private final Lines lines = Lines.of(BrokenFiles.class);
    private BrokenFiles broken;
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        broken = new BrokenFiles(new ConfFolder(conf), name -> null, REMIND_LOOKS);
        file = Files.writeString(conf.resolve("stagedoor.application-live.cfg"), "active=true\nActive=false\n");
    }

    @AfterEach
    void end() {
        lines.close();
    }

    private void look(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            broken.look(CONFIGURED);
        }
    }

    @Test
    void a_broken_file_is_told_once_then_by_the_minute_and_when_it_is_fixed() throws IOException {
        String problem = file + ": not applied: 'active' and 'Active' are the same name; remove one of them."
                + " The last good configuration stays in force.";
        look(4);
        assertThat(lines.next()).containsExactly("ERROR " + problem);
        look(REMIND_LOOKS);
        assertThat(lines.next()).containsExactly("WARN " + problem);
        Files.writeString(file, "active=true\n");
        look(1);
        assertThat(lines.next()).containsExactly("INFO " + file + ": fixed: the file can be read.");
        look(REMIND_LOOKS);
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void a_file_that_never_worked_configures_nothing() throws IOException {
        Files.delete(file);
        Path other = Files.writeString(conf.resolve("com.example.door.cfg"), "a=\\u00zz\n");
        look(2);
        assertThat(lines.next())
                .singleElement()
                .asString()
                .startsWith("ERROR " + other + ": not applied: line 1: ")
                .endsWith("It configures nothing until it is fixed.");
        Files.delete(other);
        look(1);
        assertThat(lines.next()).containsExactly("INFO " + other + ": fixed: the file was removed or renamed.");
    }
}
