package io.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;

/** Files that are made of the commands, and are kept because nobody can make them where they are read. */
class MadeFilesTest {

    @Test
    void the_completion_in_the_zip_knows_the_commands_of_an_installation() throws IOException {
        isUpToDate(
                "../distribution/src/main/overlay/stagedoor/bin/completion.bash",
                AutoComplete.bash("stagedoor", Installed.commandLine()));
    }

    @Test
    void the_help_of_a_checkout_without_a_build_is_that_of_the_command() throws IOException {
        isUpToDate("src/main/help.txt", CommandRun.of("--help").out());
    }

    @Test
    void the_manual_in_the_zip_has_a_page_for_each_command_of_an_installation() throws IOException {
        Path kept = Path.of("../distribution/src/main/overlay/stagedoor/man/man1");
        Path made = Files.createDirectories(Path.of("target/man1"));
        Map<String, String> pages = ManPages.of(Installed.commandLine());
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(made.resolve(page.getKey()), page.getValue());
        }
        assertThat(pages).containsKeys("stagedoor.1", "stagedoor-explain.1", "stagedoor-secret-rotate.1");
        for (Map.Entry<String, String> page : pages.entrySet()) {
            assertThat(kept.resolve(page.getKey()))
                    .as("is not up to date; in cli, run: rm -f %s/*; cp %s/* %s", kept, made, kept)
                    .hasContent(page.getValue());
        }
        try (Stream<Path> files = Files.list(kept)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("pages of commands that there are")
                    .containsExactlyInAnyOrderElementsOf(pages.keySet());
        }
    }

    private static void isUpToDate(String kept, String now) throws IOException {
        Path made = Path.of("target", Path.of(kept).getFileName().toString());
        Files.writeString(made, now);
        assertThat(Path.of(kept))
                .as("is not up to date; in cli, run: cp %s %s", made, kept)
                .hasContent(now);
    }
}
