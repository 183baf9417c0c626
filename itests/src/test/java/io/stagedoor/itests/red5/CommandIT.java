package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The commands as they are started by people: that of an installation, and the demo, which somebody stops. */
public class CommandIT {

    private static final long PATIENCE_SECONDS = 60;

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    private Path red5;
    private Process process;

    @Before
    public void make() throws IOException {
        red5 = temporary.getRoot().toPath().resolve("a red5");
        Installation.in(red5);
    }

    @After
    public void end() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    public void an_installation_has_a_command_that_works_in_its_folder() throws Exception {
        assertThat(installed("secret", "new", "--file", "stagedoor/secrets/live.key"))
                .contains(
                        red5.toRealPath().resolve("stagedoor/secrets/live.key").toString());
        Path config = red5.resolve("stagedoor/conf/stagedoor.authenticator.jwt-live.cfg");
        Files.writeString(config, "name=live\njwtSecretFile=stagedoor/secrets/live.key\n");

        assertThat(installed("token", "--secret-file", "stagedoor/secrets/live.key")
                        .strip()
                        .split("\\."))
                .hasSize(3);
        installed("secret", "rotate", "--config", "stagedoor/conf/" + config.getFileName(), "--overlap", "1h");
        Properties rotated = new Properties();
        rotated.load(Files.newBufferedReader(config));
        assertThat(red5.resolve(rotated.getProperty("jwtSecretFile"))).exists();
        installed("user", "add", "--file", "conf/users.credentials", "alice");
        assertThat(installed("user", "list", "--file", "conf/users.credentials"))
                .startsWith("alice\targon2id");
    }

    @Test
    public void an_installation_tries_an_issuer() throws Exception {
        installed("key", "new", "--file", "backend.pem", "--kid", "one");
        String token = installed(
                "token", "--key-file", "backend.pem", "--issuer", "https://backend.example", "--audience", "media");
        Files.writeString(red5.resolve("backend.token"), token);
        assertThat(installed(
                        "issuer",
                        "try",
                        "https://backend.example",
                        "--set",
                        "keys=backend.jwks",
                        "--token-file",
                        "backend.token",
                        "--audience",
                        "media"))
                .contains("'one' EC P-256, for ES256", "accepted");
    }

    @Test
    public void a_demo_that_is_stopped_while_it_makes_its_folder_leaves_nothing() throws Exception {
        stopped(out -> !folders().isEmpty());
    }

    @Test
    public void a_demo_that_is_stopped_while_clients_connect_leaves_nothing() throws Exception {
        stopped(out -> out.contains("  ready "));
    }

    /**
     * As a terminal does by Ctrl-C, impatiently: every process of the foreground has the signal, twice. SIGTERM, because Java ignores SIGINT
     * where its parents do, as in a build that runs in the background. Java does the same by both.
     */
    private void stopped(Predicate<String> phase) throws Exception {
        Path out = temporary.getRoot().toPath().resolve("out");
        List<String> command = new ArrayList<>(StagedoorServer.command("demo"));
        command.addAll(1, List.of("-Dstagedoor.red5=" + red5, "-Djava.io.tmpdir=" + temporary.newFolder("tmp")));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        eventually(
                Duration.ofSeconds(PATIENCE_SECONDS),
                () -> assertThat(!process.isAlive() || phase.test(Files.readString(out)))
                        .isTrue());
        interruptAll();
        interruptAll();

        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out)).endsWith("stopped\n").doesNotContain("Red5 ended", "stagedoor: ");
        assertThat(process.exitValue()).isZero();
        assertThat(folders()).isEmpty();
        assertThat(Files.readAllLines(out).stream().filter(line -> !line.contains(" folder ")))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    private void interruptAll() throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-TERM"));
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .forEach(each -> command.add(String.valueOf(each.pid())));
        new ProcessBuilder(command).start().waitFor();
    }

    private List<Path> folders() {
        try (Stream<Path> made = Files.list(temporary.getRoot().toPath().resolve("tmp"))) {
            return made.filter(folder -> folder.getFileName().toString().startsWith("stagedoor-demo-"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String installed(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(red5.resolve("stagedoor/bin/stagedoor").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(temporary.getRoot());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process = builder.start();
        process.getOutputStream().write("pass-word-of-alice\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }
}
