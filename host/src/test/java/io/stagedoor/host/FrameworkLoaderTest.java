package io.stagedoor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.Framework;

class FrameworkLoaderTest {

    @TempDir
    private Path home;

    private final Server server =
            new Server("bridge.jar", Map.of(), true, Runnable.class, Map.of(), gate -> {}, outage -> {});

    private AutoCloseable start() throws Exception {
        return FrameworkLoader.start(home.resolve("stagedoor"), server);
    }

    private Path frameworkFolder() throws Exception {
        return Files.createDirectories(home.resolve("stagedoor/system/framework"));
    }

    private static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void says_what_to_do_when_the_framework_is_not_there() {
        assertThatThrownBy(this::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unpack the Stagedoor archive");
    }

    @Test
    void finds_the_framework_in_its_folder_only_though_the_parent_has_one() throws Exception {
        frameworkFolder();
        assertThatThrownBy(this::start).isInstanceOf(LinkageError.class);
    }

    @Test
    void loads_its_own_copy_of_the_framework_and_shares_the_rest() throws Exception {
        Path jar = jarOf(Framework.class);
        Files.copy(jar, frameworkFolder().resolve("framework.jar"));
        try (FrameworkLoader loader = FrameworkLoader.of(home.resolve("stagedoor"))) {
            for (String own : List.of(
                    "org.osgi.framework.launch.Framework",
                    "org.apache.felix.framework.FrameworkFactory",
                    "io.stagedoor.host.felix.FelixHost")) {
                assertThat(loader.loadClass(own).getClassLoader()).isSameAs(loader);
                assertThat(loader.loadClass(own)).isSameAs(loader.loadClass(own));
            }
            for (String shared :
                    List.of("io.stagedoor.hook.HttpRequest", "io.stagedoor.host.Server", "org.slf4j.LoggerFactory")) {
                assertThat(loader.loadClass(shared)).isSameAs(Class.forName(shared));
            }
        }
    }

    @Test
    void a_framework_without_the_system_bundles_is_stopped_again() throws Exception {
        Files.copy(jarOf(Framework.class), frameworkFolder().resolve("framework.jar"));
        assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("no File Install");
    }
}
