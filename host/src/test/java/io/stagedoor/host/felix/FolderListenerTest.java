package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.apache.felix.fileinstall.ArtifactListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderListenerTest {

    @TempDir
    Path folder;

    private final List<Path> told = new ArrayList<>();
    private final FolderListener listener = new FolderListener(told::add, told::add);

    private boolean takes(Path file) throws Exception {
        return (Boolean) listener.invoke(
                listener, ArtifactListener.class.getMethod("canHandle", File.class), new Object[] {file.toFile()});
    }

    @Test
    void a_pipe_is_opened_by_nobody() throws Exception {
        Path pipe = folder.resolve("stagedoor.application-live.cfg");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(takes(pipe)).isTrue();
        listener.invoke(
                listener, ArtifactInstaller.class.getMethod("install", File.class), new Object[] {pipe.toFile()});
        assertThat(told).isEmpty();
    }

    @Test
    void configurations_are_left_to_others() throws Exception {
        assertThat(takes(Files.createFile(folder.resolve("stagedoor.application-live.cfg"))))
                .isFalse();
        assertThat(takes(folder.resolve("stagedoor.application-gone.cfg"))).isFalse();
    }

    @Test
    void jars_are_told_of() throws Exception {
        Path jar = Files.createFile(folder.resolve("acme.jar"));
        assertThat(takes(jar)).isTrue();
        listener.invoke(
                listener, ArtifactInstaller.class.getMethod("install", File.class), new Object[] {jar.toFile()});
        assertThat(told).containsExactly(jar);
    }
}
