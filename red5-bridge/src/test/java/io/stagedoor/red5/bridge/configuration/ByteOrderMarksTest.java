package io.stagedoor.red5.bridge.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteOrderMarksTest {

    @TempDir
    private Path folder;

    private StoredConfiguration delivered(String text, Map<String, String> asFileInstallReadsIt) throws IOException {
        Path file = folder.resolve("stagedoor.application-live.cfg");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> properties = new java.util.HashMap<>(asFileInstallReadsIt);
        properties.put(Values.FILE, Values.uri(file));
        StoredConfiguration live = new StoredConfiguration(properties);
        new ByteOrderMarks(new ConfFolder(folder), name -> null).look(live.configuration);
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
        assertThat(ByteOrderMarks.isIn(null)).isFalse();
        assertThat(ByteOrderMarks.isIn(new Hashtable<>(Map.of("", "x", "a", "\ufeff"))))
                .isFalse();
        assertThat(ByteOrderMarks.isIn(new Hashtable<>(Map.of("\ufeffa", "x")))).isTrue();
    }
}
