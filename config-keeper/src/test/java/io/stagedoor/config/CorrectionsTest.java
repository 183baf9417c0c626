package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.property.Properties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectionsTest {

    @TempDir
    private Path folder;

    private StoredConfiguration delivered(String text, Map<String, String> asFileInstallReadsIt) throws IOException {
        Path file = folder.resolve("stagedoor.application-live.cfg");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> properties = new java.util.HashMap<>(asFileInstallReadsIt);
        properties.put(Values.FILE, Values.uri(file));
        StoredConfiguration live = new StoredConfiguration(properties);
        Corrections corrections = new Corrections(new ConfFolder(folder), name -> null);
        corrections.look(live.configuration);
        assertThat(corrections.isDue(live.configuration)).isFalse();
        return live;
    }

    @Test
    void what_file_install_has_read_is_put_right() throws IOException {
        StoredConfiguration live = delivered(
                "\ufeffapplication=live\nauthenticator=a\n", Map.of("\ufeffapplication", "live", "authenticator", "a"));
        assertThat(live.values()).isEqualTo(Map.of("application", "live", "authenticator", "a"));
        assertThat(live.configuration.getProperties().get(Values.FILE)).isNotNull();
    }

    @Test
    void what_a_comment_has_swallowed_comes_back() throws IOException {
        StoredConfiguration live = delivered(
                "\ufeff# C:\\\nrtmp=true\napplication=live\n", Map.of("\ufeff#", "C:rtmp=true", "application", "live"));
        assertThat(live.values()).isEqualTo(Map.of("application", "live", "rtmp", "true"));
    }

    @Test
    void what_is_right_is_left_alone() throws IOException {
        StoredConfiguration live = delivered("application=live\n", Map.of("application", "live"));
        assertThat(live.changeCount()).isEqualTo(1);
        StoredConfiguration other = delivered("application=${typo}\n", Map.of("application", "else"));
        assertThat(other.changeCount()).isEqualTo(1);
    }

    /** File Install reads it, and drops what it cannot resolve. */
    @Test
    void a_file_that_is_too_large_is_an_error_to_whom_it_configures() throws IOException {
        StoredConfiguration live = delivered(
                "expectedIssuer=${typo}\nx-note=" + "x".repeat(16 << 20) + "\n", Map.of("expectedIssuer", ""));
        assertThat(live.values())
                .isEqualTo(Map.of(Properties.UNREADABLE, "is larger than 16777216 bytes; make it smaller"));
    }

    @Test
    void nothing_is_put_in_for_a_variable_that_nobody_knows() throws IOException {
        StoredConfiguration live = delivered(
                "application=live\nauthenticator=${typo}\n", Map.of("application", "live", "authenticator", ""));
        assertThat(live.values()).isEqualTo(Map.of("application", "live", "authenticator", "${typo}"));
    }
}
