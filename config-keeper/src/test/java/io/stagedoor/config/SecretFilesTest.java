package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import io.stagedoor.core.Lines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;

class SecretFilesTest {

    private static final String KEY = "q83Zr0d1h7Yb2kPmXv9sLw4TgN6eAjUc";

    @TempDir
    private Path folder;

    private final Configuration configuration = Fakes.fake(
            Configuration.class,
            Map.of(
                    "getProperties",
                    none -> new Hashtable<>(Map.of("jwtSecret", "$[secret:live]")),
                    "getAttributes",
                    none -> Set.of(),
                    "getPid",
                    none -> "p"));

    @Test
    void what_is_odd_in_a_named_file_is_told_when_it_is_read_and_never_the_secret() throws Exception {
        SecretFiles files = new SecretFiles(folder);
        try (Lines lines = Lines.of(SecretFiles.class)) {
            Files.writeString(folder.resolve("live"), KEY + "\n");
            files.look(Scans.of(configuration));
            files.look(Scans.of(configuration));
            assertThat(lines.next()).isEmpty();

            Files.writeString(folder.resolve("live"), "\"" + KEY + "\"\n\n");
            files.look(Scans.of(configuration));
            files.look(Scans.of(configuration));
            files.look(Scans.of(configuration));
            assertThat(lines.next())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line)
                            .startsWith("WARN stagedoor/secrets/live: ")
                            .doesNotContain(KEY))
                    .anySatisfy(line -> assertThat(line).contains("in quotes"));
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pipe_keeps_nobody_waiting() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("live").toString())
                        .start()
                        .waitFor())
                .isZero();
        SecretFiles files = new SecretFiles(folder);
        files.look(Scans.of(configuration));
        files.look(Scans.of(configuration));
    }
}
