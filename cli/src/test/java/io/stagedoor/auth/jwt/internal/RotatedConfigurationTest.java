package io.stagedoor.auth.jwt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.key.PreviousSecret;
import io.stagedoor.auth.jwt.internal.key.SecretSettings;
import io.stagedoor.cli.CommandRun;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authenticator understands what the command writes. */
class RotatedConfigurationTest {

    private static final String OLD = "0123456789abcdefghijklmnopqrstuv-old";

    @TempDir
    private Path folder;

    @Test
    void the_new_secret_is_the_current_one_and_the_old_one_a_previous_one() throws Exception {
        Path file = Files.writeString(folder.resolve("live.key"), OLD + "\n");
        Path config =
                Files.writeString(folder.resolve("x.cfg"), "name=live\njwtSecretFile=" + file + "\njwtSecretId=one\n");
        assertThat(CommandRun.of("secret", "rotate", "--config", config.toString(), "--overlap", "10m")
                        .code())
                .isZero();

        Map<String, Object> properties = new HashMap<>();
        try (Reader reader = Files.newBufferedReader(config)) {
            Properties read = new Properties();
            read.load(reader);
            read.forEach((key, value) -> properties.put((String) key, value));
        }
        var written = new io.stagedoor.auth.support.property.Properties(JwtConfig.class, properties);
        SecretSettings settings = Settings.of(written).secrets();
        Instant now = Instant.now();

        assertThat(settings.read(now).previous()).isEqualTo(Map.of("one", Secret.of(OLD)));
        assertThat(settings.read(now).current().length()).isEqualTo(44);
        assertThat(settings.previous()).allMatch(one -> one.hasEnded(now.plusSeconds(601)));
        assertThat(PreviousSecret.unlisted(written)).isEmpty();
    }
}
