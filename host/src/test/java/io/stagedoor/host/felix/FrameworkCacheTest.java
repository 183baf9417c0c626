package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameworkCacheTest {

    @TempDir
    Path folder;

    private Path cache;
    private Path foreign;

    @BeforeEach
    void begin() throws IOException {
        cache = Files.createDirectories(folder.resolve("cache"));
        foreign = Files.writeString(
                Files.createDirectories(folder.resolve("archive/2026")).resolve("recording.flv"), "kept");
    }

    @Test
    void removes_the_bundles_of_the_last_framework() throws IOException {
        Files.writeString(
                Files.createDirectories(cache.resolve("bundle7/version0.0")).resolve("bundle.jar"), "old");
        Files.createDirectories(cache.resolve("fileinstall"));
        FrameworkCache.clean(cache);
        assertThat(cache.resolve("bundle7")).doesNotExist();
        assertThat(cache.resolve("fileinstall")).doesNotExist();
    }

    @Test
    void follows_no_link() throws IOException {
        Files.createSymbolicLink(cache.resolve("zz"), folder.resolve("archive"));
        Files.createSymbolicLink(cache.resolve("bundle9"), folder.resolve("archive"));
        Files.createDirectories(cache.resolve("bundle3"));
        Files.createSymbolicLink(cache.resolve("bundle3/data"), folder.resolve("archive"));
        FrameworkCache.clean(cache);
        assertThat(foreign).hasContent("kept");
        assertThat(cache.resolve("bundle9")).doesNotExist();
        assertThat(cache.resolve("bundle3")).doesNotExist();
    }

    @Test
    void leaves_alone_what_is_of_somebody_else() throws IOException {
        Path cacheByLink = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("archive"));
        FrameworkCache.clean(cacheByLink);
        assertThat(foreign).hasContent("kept");
    }

    @Test
    void leaves_alone_what_a_running_framework_uses() throws IOException {
        Path used = Files.createDirectories(cache.resolve("bundle1"));
        try (FileChannel running =
                FileChannel.open(cache.resolve("cache.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            running.lock();
            assertThatThrownBy(() -> FrameworkCache.clean(cache)).hasMessageContaining("another running server");
        }
        assertThat(used).exists();
    }
}
