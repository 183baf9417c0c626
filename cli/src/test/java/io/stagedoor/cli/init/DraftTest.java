package io.stagedoor.cli.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTest {

    @TempDir
    Path stagedoor;

    private final Draft draft = new Draft();

    {
        draft.add("secrets/a.key", "secret");
        draft.add("conf/a.cfg", "name=a");
    }

    @Test
    void if_one_file_cannot_be_written_none_is_left() throws IOException {
        Files.createDirectory(stagedoor.resolve("conf"));
        Files.writeString(stagedoor.resolve("conf/a.cfg"), "another");

        assertThatThrownBy(() -> draft.write(stagedoor))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("a.cfg exists already");
        assertThat(stagedoor.resolve("secrets")).isEmptyDirectory();
        assertThat(stagedoor.resolve("conf/a.cfg")).hasContent("another");
    }

    @Test
    void a_link_that_leads_nowhere_is_a_file_too() throws IOException {
        Files.createDirectory(stagedoor.resolve("conf"));
        Files.createSymbolicLink(stagedoor.resolve("conf/a.cfg"), Path.of("/nowhere"));

        assertThatThrownBy(() -> draft.requireNew(stagedoor)).isInstanceOf(CommandException.class);
    }

    @Test
    void an_example_loses_what_only_an_example_says() throws IOException {
        Files.writeString(
                stagedoor.resolve("x"),
                "# It decides. Copy this file to\n# x-y.cfg, and write b=c into another. A change counts.\n"
                        + "#a=0\na=1\n#b=2\nc=3\n");

        assertThat(Example.with(stagedoor, "x", Map.of("a", "5", "b", "6", "c", "", "d", "7")))
                .isEqualTo("# It decides.\n# A change counts.\n#a=0\na=5\nb=6\n#c=3\nd=7\n");
    }
}
