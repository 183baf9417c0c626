package io.stagedoor.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.jwt.internal.JwtComponent;
import io.stagedoor.auth.jwt.internal.issuer.Issuers;
import io.stagedoor.auth.support.FakeBundleContext;
import io.stagedoor.auth.support.Requests;
import io.stagedoor.cli.CommandRun;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authenticator understands what the command writes. */
class RotatedConfigurationTest {

    private static final String OLD = "0123456789abcdefghijklmnopqrstuv-old";
    private static final String OTHER = "another-5ecret.that~is!long enough, of no use";
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    private final FakeBundleContext bundle = new FakeBundleContext();

    @TempDir
    private Path folder;

    @Test
    void tokens_of_the_new_secret_count_and_for_a_while_those_of_the_old_one() throws IOException {
        Path old = Files.writeString(folder.resolve("live.key"), OLD + "\n");
        Path config =
                Files.writeString(folder.resolve("x.cfg"), "name=live\njwtSecretFile=" + old + "\njwtSecretId=one\n");
        Instant before = Instant.now();
        assertThat(CommandRun.of("secret", "rotate", "--config", config.toString(), "--overlap", "10m")
                        .code())
                .isZero();
        Map<String, Object> written = properties(config);
        Path current = Path.of((String) written.get("jwtSecretFile"));
        assertThat(current).isNotEqualTo(old);
        assertThat(Instant.parse((String) written.get("previousSecret.one.acceptUntil")))
                .isBetween(before.plus(OVERLAP).minusSeconds(1), Instant.now().plus(OVERLAP));

        JwtComponent component = new JwtComponent(written, bundle.context(), new Issuers());
        try {
            assertThat(bundle.only().service().problem()).isEmpty();
            assertThat(answer(current)).isInstanceOf(Decision.Allow.class);
            assertThat(answer(old)).isInstanceOf(Decision.Allow.class);
            assertThat(answer(Files.writeString(folder.resolve("other.key"), OTHER)))
                    .isInstanceOf(Decision.Deny.class);
        } finally {
            component.deactivate();
        }
    }

    private static Map<String, Object> properties(Path config) throws IOException {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(config)) {
            read.load(reader);
        }
        Map<String, Object> properties = new HashMap<>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return properties;
    }

    private Decision answer(Path secret) {
        CommandRun token = CommandRun.of("token", "--secret-file", secret.toString());
        assertThat(token.code()).isZero();
        return bundle.only()
                .service()
                .authenticate(Requests.connect(
                        Credentials.of(null, null, token.out().strip()),
                        Protocol.RTMP,
                        "",
                        Instant.now().plusSeconds(5)));
    }
}
