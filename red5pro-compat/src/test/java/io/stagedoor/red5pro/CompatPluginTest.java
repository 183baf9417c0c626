package io.stagedoor.red5pro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.red5.hook.Declaration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompatPluginTest {

    @TempDir
    private Path home;

    private final CompatPlugin plugin = new CompatPlugin();
    private final String root = System.getProperty("red5.root");
    private Path file;

    @BeforeEach
    void home() throws IOException {
        System.setProperty("red5.root", home.toString());
        file = Files.createDirectories(home.resolve("conf")).resolve("simple-auth-plugin.properties");
    }

    @AfterEach
    void restore() {
        if (root == null) {
            System.clearProperty("red5.root");
        } else {
            System.setProperty("red5.root", root);
        }
    }

    @Test
    void is_found_under_the_name_that_stagedoor_looks_for() {
        plugin.doStart();
        assertThat(plugin.getName()).isEqualTo(Declaration.SERVER);
    }

    @Test
    void says_what_the_file_says() throws IOException {
        assertThat(plugin.declared()).isEqualTo(Map.of("defaults", Map.of()));
        Files.writeString(file, "# all\nsimpleauth.default.active=true\n");
        assertThat(plugin.declared()).isEqualTo(Map.of("defaults", Map.of("simpleauth.default.active", "true")));
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_name() throws IOException {
        Files.writeString(file, "\ufeffsimpleauth.default.active=true\rx=j\u00fcrgen\r");
        assertThat(plugin.declared())
                .isEqualTo(Map.of("defaults", Map.of("simpleauth.default.active", "true", "x", "j\u00fcrgen")));
        Files.write(file, "x=j\u00fcrgen".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(plugin.declared()).isEqualTo(Map.of("defaults", Map.of("x", "j\u00fcrgen")));
    }

    @Test
    void utf_16_nul_bytes_and_megabytes_are_errors() throws IOException {
        for (byte[] content : new byte[][] {
            "a=b".getBytes(StandardCharsets.UTF_16), "a=\0".getBytes(StandardCharsets.UTF_8), new byte[10 << 20]
        }) {
            Files.write(file, content);
            assertThatThrownBy(plugin::declared).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_file_that_cannot_be_read_is_an_error() throws IOException {
        Files.createDirectory(file);
        assertThatThrownBy(plugin::declared).isInstanceOf(IllegalStateException.class);
    }
}
