package io.stagedoor.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.CommandRun;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotateCommandTest {

    private static final String OLD = "0123456789abcdefghijklmnopqrstuv-old";
    private static final String OWNER_ONLY = "rw-------";

    @TempDir
    private Path home;

    private Path config;
    private Path secrets;

    @BeforeEach
    void makeHome() throws IOException {
        config = Files.createDirectories(home.resolve("stagedoor/conf")).resolve("stagedoor.authenticator.jwt-x.cfg");
        secrets = Files.createDirectories(home.resolve("stagedoor/secrets"));
    }

    @ParameterizedTest
    @CsvSource({
        "${red5.root}/stagedoor/secrets/live.key, ${red5.root}/stagedoor/secrets/",
        "stagedoor/secrets/live.key, stagedoor/secrets/",
        "ABSOLUTE/live.key, ABSOLUTE/"
    })
    void a_secret_in_a_file_gets_a_new_file(String value, String folder) throws IOException {
        Path old = secret("live.key");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r-----"));
        write("# About it.\nname = live\n\n# Where.\njwtSecretFile = " + absolute(value)
                + "\nexpectedIssuer=\n# End.\n");

        CommandRun run = rotate();

        Properties after = properties();
        String next = after.getProperty("jwtSecretFile");
        assertThat(next).matches("\\Q" + absolute(folder) + "\\Elive-[0-9]{8}T[0-9]{6}Z\\.key");
        Path file = secrets.resolve(Path.of(next).getFileName());
        assertThat(run.out()).contains(file.toString());
        assertThat(Base64.getDecoder().decode(Files.readString(file))).hasSize(48);
        assertThat(permissions(file)).as("the server could read the old one").isEqualTo("rw-r-----");
        String name = after.getProperty("previousSecrets");
        assertThat(after.getProperty("previousSecret." + name + ".file")).isEqualTo(absolute(value));
        assertThat(old).hasContent(OLD);
        assertThat(Files.readString(config))
                .startsWith("# About it.\nname = live\n\n# Where.\n")
                .endsWith("# End.\n");
        assertThat(files(secrets)).hasSize(2);
        assertThat(files(config.getParent()))
                .containsExactly(config.getFileName().toString());
    }

    /** The server reads past it; a command that did not would not find the secret. */
    @Test
    void a_byte_order_mark_stays_where_it_is() throws IOException {
        write("\ufeffjwtSecret=" + OLD + "\nname=live\n");

        rotate();

        assertThat(Files.readString(config))
                .startsWith("\ufeffjwtSecret")
                .doesNotContain("jwtSecret=" + OLD)
                .satisfies(text -> assertThat(text.indexOf('\ufeff', 1)).isNegative());
    }

    @Test
    void a_secret_in_the_configuration_is_replaced_there() throws IOException {
        write("name=live\njwtSecret=" + OLD + "\n");
        Instant before = Instant.now();

        CommandRun run = rotate();

        Properties after = properties();
        assertThat(Base64.getDecoder().decode(after.getProperty("jwtSecret"))).hasSize(48);
        String name = after.getProperty("previousSecrets");
        assertThat(after.getProperty("previousSecret." + name + ".secret")).isEqualTo(OLD);
        assertThat(Instant.parse(after.getProperty("previousSecret." + name + ".acceptUntil")))
                .isBetween(before.plusSeconds(599), Instant.now().plusSeconds(600));
        assertThat(after.getProperty("jwtSecretId")).isNull();
        assertThat(permissions(config)).isEqualTo(OWNER_ONLY);
        assertThat(run.out() + run.err()).doesNotContain(OLD, after.getProperty("jwtSecret"));
    }

    /** HS512 needs 64 bytes, RFC 7518 §3.2. */
    @Test
    void the_new_secret_is_long_enough_for_every_algorithm() throws IOException {
        write("name=live\nalgorithms=HS512\njwtSecret=" + OLD.repeat(2) + "\n");

        rotate();

        assertThat(properties().getProperty("jwtSecret")).hasSizeGreaterThanOrEqualTo(64);
    }

    @Test
    void without_an_overlap_the_old_secret_ends_now() throws IOException {
        write("name=live\njwtSecret=" + OLD + "\n");

        CommandRun run = CommandRun.of("secret", "rotate", "--config", config.toString(), "--overlap", "0s");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("refused from now on");
        Properties after = properties();
        String name = after.getProperty("previousSecrets");
        assertThat(Instant.parse(after.getProperty("previousSecret." + name + ".acceptUntil")))
                .isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void the_new_secret_is_shown_when_that_is_asked_for() throws IOException {
        write("name=live\njwtSecret=" + OLD + "\n");

        CommandRun run = rotate("--print");

        assertThat(run.out()).contains(properties().getProperty("jwtSecret")).doesNotContain(OLD);
    }

    @Test
    void a_secret_that_the_server_puts_in_gets_a_new_file() throws IOException {
        secret("live.key");
        write("name=live\njwtSecret=$[secret:live.key]\n");

        rotate();

        Properties after = properties();
        String next = after.getProperty("jwtSecret");
        assertThat(next).matches("\\$\\[secret:live-[0-9]{8}T[0-9]{6}Z\\.key]");
        assertThat(secrets.resolve(next.substring(9, next.length() - 1))).exists();
        String name = after.getProperty("previousSecrets");
        assertThat(after.getProperty("previousSecret." + name + ".secret")).isEqualTo("$[secret:live.key]");
    }

    @Test
    void a_named_secret_keeps_its_name_and_the_new_one_gets_one() throws IOException {
        write("name=live\njwtSecret=" + OLD + "\njwtSecretId=first\n");

        rotate("--id", "second");
        assertThat(properties())
                .containsEntry("jwtSecretId", "second")
                .containsEntry("previousSecrets", "first")
                .containsEntry("previousSecret.first.secret", OLD);

        rotate();
        assertThat(properties()).containsEntry("previousSecrets", "first, second");
        assertThat(properties().getProperty("jwtSecretId")).matches("key-[0-9]{8}T[0-9]{6}Z");

        CommandRun taken = rotate(1, "--id", "FIRST");
        assertThat(taken.err()).contains("'FIRST' exists already");
    }

    @Test
    void previous_secrets_go_when_their_end_has_passed_and_stay_until_then() throws IOException {
        secret("live.key");
        secret("gone.key");
        write("name=live\njwtSecretFile=stagedoor/secrets/live.key\n"
                + "# Three of them.\npreviousSecrets = gone, there,counted\n"
                + "previousSecret.gone.file=stagedoor/secrets/gone.key\n"
                + "previousSecret.gone.acceptUntil=2020-01-01T00:00:00Z\n"
                + "previousSecret.there.secret=" + OLD + "there\n"
                + "previousSecret.there.acceptUntil=2220-01-01T00:00:00Z\n"
                + "previousSecret.counted.secret=" + OLD + "counted\n"
                + "previousSecret.counted.overlapSeconds=60\n");

        CommandRun run = rotate();

        Properties after = properties();
        List<String> names = Arrays.asList(after.getProperty("previousSecrets").split(", "));
        assertThat(names).hasSize(3).startsWith("there", "counted");
        assertThat(after.stringPropertyNames()).noneMatch(key -> key.contains(".gone."));
        assertThat(after)
                .containsEntry("previousSecret.there.secret", OLD + "there")
                .containsEntry("previousSecret.counted.overlapSeconds", "60");
        assertThat(run.out()).contains("'gone', expired at 2020-01-01T00:00:00Z", "gone.key");
        assertThat(secrets.resolve("gone.key")).as("others may use it").exists();
    }

    /** Else an operator would delete the file that the server is about to need. */
    @Test
    void a_file_that_was_rolled_back_to_is_not_said_to_be_unused() throws IOException {
        Path rolledBackTo = secret("first.key");
        Path other = secret("other.key");
        write("name=live\njwtSecretFile=" + rolledBackTo + "\npreviousSecrets=a,b\n"
                + "previousSecret.a.file=" + rolledBackTo + "\n"
                + "previousSecret.a.acceptUntil=2020-01-01T00:00:00Z\n"
                + "previousSecret.b.file=" + other + "\n"
                + "previousSecret.b.acceptUntil=2020-01-01T00:00:00Z\n");

        CommandRun run = rotate();

        assertThat(run.out()).contains("'a', expired at", other.toString()).doesNotContain(rolledBackTo.toString());
    }

    @Test
    void a_link_stays_a_link() throws IOException {
        Path real = config.resolveSibling("real.cfg");
        Files.writeString(real, "name=live\njwtSecret=" + OLD + "\n");
        Files.createSymbolicLink(config, real);

        rotate();

        assertThat(config).isSymbolicLink();
        assertThat(Files.readString(real)).contains("previousSecrets");
    }

    @Test
    void special_characters_survive() throws IOException {
        write("name=Öffentlich\n! odd : comment\nexpectedIssuer = https\\://a.example/x\\\\y\nlong = a, \\\n   b\n"
                + "jwtSecret = \\\\ " + OLD + "\\u00e9\n");
        Properties before = properties();

        rotate();

        Properties after = properties();
        String name = after.getProperty("previousSecrets");
        assertThat(after.getProperty("previousSecret." + name + ".secret")).isEqualTo(before.getProperty("jwtSecret"));
        for (String key : List.of("name", "expectedIssuer", "long")) {
            assertThat(after.getProperty(key)).isEqualTo(before.getProperty(key));
        }
        assertThat(Files.readString(config)).contains("! odd : comment\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=live | is not a configuration of a JWT authenticator",
                "jwtSecret=x\\njwtSecretFile=y | is not a configuration of a JWT authenticator",
                "jwtSecret=$[env:JWT_SECRET] | reads the secret from a place that this command cannot write to",
                "jwtSecret=${jwt.secret} | reads the secret from a place that this command cannot write to",
                "jwtSecret=short | the secret is shorter than 32 bytes",
                "jwtSecretFile=${some.folder}/live.key | the path holds a variable",
                "jwtSecretFile=stagedoor/secrets/none.key | no such file",
                "jwtSecretFile=/no/such/file.key | no such file",
                "jwtSecret=0123456789abcdefghijklmnopqrstuv\\npreviousSecrets=a\\npreviousSecret.a.acceptUntil=soon"
                        + "| previousSecret.a.acceptUntil: invalid time",
                "jwtSecret=0123456789abcdefghijklmnopqrstuv\\npreviousSecrets=a,b,c,d,e,f,g,h | 8 secrets are still",
                "jwtSecret=\\u00zz | is not a properties file",
                "jwtSecret=\\ 0123456789abcdefghijklmnopqrstuv | cannot change safely"
            })
    void what_cannot_be_rotated_stays_as_it_is(String content, String reason) throws IOException {
        String text = content.replace("\\n", "\n");
        write(text);

        CommandRun run = rotate(1);

        assertThat(run.err()).contains(reason);
        assertThat(config).hasContent(text);
        assertThat(files(secrets)).isEmpty();
    }

    @Test
    void a_configuration_elsewhere_needs_an_absolute_path() throws IOException {
        config = Files.writeString(home.resolve("x.cfg"), "jwtSecretFile=${red5.root}/live.key\n");

        assertThat(rotate(1).err()).contains("is not in stagedoor/conf");
    }

    @Test
    void what_is_missing_is_named() {
        assertThat(rotate(1).err()).contains("--config: no such file");
        assertThat(CommandRun.of("secret", "rotate", "--config", "x", "--overlap", "1s")
                        .err())
                .contains("--config: no such file: " + Path.of("x").toAbsolutePath());
        assertThat(CommandRun.of("secret", "rotate", "--config", "x").err()).contains("--overlap");
        assertThat(CommandRun.of("secret", "rotate", "--config", "x", "--overlap", "soon")
                        .err())
                .contains("use 90s, 5m, 2h, 1d");
    }

    private CommandRun rotate(String... more) {
        return rotate(0, more);
    }

    private CommandRun rotate(int code, String... more) {
        CommandRun run = CommandRun.of(Stream.concat(
                        Stream.of("secret", "rotate", "--config", config.toString(), "--overlap", "10m"),
                        Stream.of(more))
                .toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        return run;
    }

    private void write(String content) throws IOException {
        Files.writeString(config, content);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString(OWNER_ONLY));
    }

    private Path secret(String name) throws IOException {
        return Files.writeString(secrets.resolve(name), OLD);
    }

    private String absolute(String value) {
        return value.replace("ABSOLUTE", secrets.toString());
    }

    private Properties properties() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(config)) {
            properties.load(reader);
        }
        return properties;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::getFileName).map(Path::toString).toList();
        }
    }
}
