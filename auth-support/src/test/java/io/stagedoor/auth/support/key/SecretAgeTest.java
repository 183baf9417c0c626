package io.stagedoor.auth.support.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.property.FileProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretAgeTest {

    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

    @TempDir
    private Path folder;

    private SecretSource written(Duration ago) throws IOException {
        Path file = Files.writeString(folder.resolve("live.key"), "canary-of-more-than-32-characters-in-all");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(ago)));
        return new SecretSource.InFile(new FileProperty("jwtSecretFile", file));
    }

    private static SecretSource literal() {
        return new SecretSource.Literal("jwtSecret", Secret.of("canary-of-more-than-32-characters-in-all"));
    }

    @Test
    void is_that_of_the_file() throws IOException {
        assertThat(SecretAge.of(written(Duration.ofDays(41)), NOW).shown(NOW))
                .isEqualTo("jwtSecretFile: the secret in use was written 41 d ago");
    }

    @Test
    void grows_though_the_file_changes_that_it_was_read_from() throws IOException {
        SecretAge age = SecretAge.of(written(Duration.ofHours(3)), NOW);
        written(Duration.ZERO);
        assertThat(age.shown(NOW.plus(Duration.ofMinutes(59)))).endsWith("was written 3 h ago");
        assertThat(age.shown(NOW.plus(Duration.ofHours(45)))).endsWith("was written 2 d ago");
    }

    @Test
    void is_counted_from_the_beginning_if_nobody_has_written_it_down() {
        SecretAge age = SecretAge.of(literal(), NOW);
        assertThat(age.shown(NOW)).isEqualTo("jwtSecret: this server has used its secret for 0 min; it may be older");
        assertThat(age.shown(NOW.plus(Duration.ofMinutes(99))))
                .contains("for 99 min")
                .doesNotContain("canary");
    }

    @Test
    void is_counted_from_the_beginning_if_the_file_has_gone() throws IOException {
        SecretSource source = written(Duration.ofDays(3));
        Files.delete(folder.resolve("live.key"));
        assertThat(SecretAge.of(source, NOW).shown(NOW)).contains("used its secret for 0 min");
    }

    @Test
    void is_none_where_the_clock_of_the_file_is_ahead() throws IOException {
        assertThat(SecretAge.of(written(Duration.ofHours(-5)), NOW).shown(NOW)).endsWith("was written 0 min ago");
    }
}
