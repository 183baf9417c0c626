package io.stagedoor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFoldersTest {

    @TempDir
    private Path temporary;

    private long deadProcess;

    @BeforeEach
    void let_a_process_end() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        deadProcess = process.pid();
    }

    @Test
    void the_folder_of_a_demo_that_was_killed_is_deleted() throws IOException {
        Path killed = demo("stagedoor-demo-" + deadProcess + "-1", ".stagedoor-lock");
        Path running = demo("stagedoor-demo-" + ProcessHandle.current().pid() + "-2", ".stagedoor-lock");
        Path kept = demo("stagedoor-demo-" + deadProcess + "-3", "log/red5.log");
        Path other = demo("stagedoor-home", ".stagedoor-lock");

        DemoFolders.deleteAbandoned(temporary, Files.getOwner(temporary));

        assertThat(killed).doesNotExist();
        assertThat(List.of(running, kept, other))
                .allSatisfy(folder -> assertThat(folder).exists());
    }

    @Test
    void logs_are_kept_and_secrets_are_not() throws IOException {
        Path folder = demo("stagedoor-demo-1-1", ".stagedoor-lock");
        Path log = write(folder.resolve("log/red5.log"));

        DemoFolders.deleteAllBut(folder, List.of(log, folder.resolve("stagedoor/log/audit.log")));

        assertThat(log).exists();
        assertThat(folder.resolve("stagedoor")).doesNotExist();
        assertThat(folder.resolve(".stagedoor-lock")).doesNotExist();
    }

    private Path demo(String name, String file) throws IOException {
        Path folder = temporary.resolve(name);
        write(folder.resolve(file));
        write(folder.resolve("stagedoor/secrets/live-jwt.key"));
        return folder;
    }

    private static Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x");
    }
}
