package io.stagedoor.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.cli.CommandRun;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.operations.StandInServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RevocationTest {

    private static final String OLD = "0123456789abcdefghijklmnopqrstuv-old";

    @TempDir
    private Path home;

    private Path config;

    @BeforeEach
    void write() throws IOException {
        config = Files.createDirectories(home.resolve("stagedoor/conf")).resolve("stagedoor.authenticator.jwt-x.cfg");
        Files.writeString(
                config,
                "name=live\njwtSecret=" + OLD + "\npreviousSecrets=first\npreviousSecret.first.secret=" + OLD
                        + "-1\npreviousSecret.first.acceptUntil=2100-01-01T00:00:00Z\n");
    }

    private CommandRun rotate(String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "secret";
        arguments[1] = "rotate";
        arguments[2] = "--config";
        arguments[3] = config.toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return CommandRun.of(arguments);
    }

    private Properties properties() throws IOException {
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(config));
        return properties;
    }

    private String content() {
        try {
            return Files.readString(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what is written, a while later. */
    private Function<String, String> taking(String revoked) throws IOException {
        String before = content();
        AtomicInteger looks = new AtomicInteger();
        return path -> {
            if (!path.equals("/v1/bases")) {
                return revoked;
            }
            boolean taken = !content().equals(before) && looks.incrementAndGet() > 3;
            return "{\"bases\":{\"live\":\"" + (taken ? "new" : "old") + "\",\"other\":\"o\"}}";
        };
    }

    @Test
    void running_server_ends_who_came_before_once_it_has_taken_the_new_secret() throws IOException {
        try (StandInServer server =
                new StandInServer(home, taking("{\"revocations\":[],\"ended\":{\"connection\":2,\"player\":1}}"))) {
            CommandRun run = rotate("--revoke");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains(
                            "The server accepts the new secret only. Cut off, because they came before: 2 connections and 1 player.")
                    .contains("'first', refused from now on")
                    .doesNotContain(OLD);
            assertThat(server.asked()).endsWith("/v1/bases ", "/v1/revoke basis=old");
        }
        Properties after = properties();
        assertThat(after.getProperty("jwtSecret")).isNotEqualTo(OLD);
        assertThat(after).doesNotContainKey("previousSecret.first.secret");
        assertThat(after.getProperty("previousSecrets")).doesNotContain("first");
    }

    @Test
    void nobody_may_have_been_in() throws IOException {
        try (StandInServer server = new StandInServer(home, taking("{\"revocations\":[],\"ended\":{}}"))) {
            assertThat(rotate("--revoke").out()).contains("Nobody was in by the old one.");
            assertThat(server.asked()).contains("/v1/revoke basis=old");
        }
    }

    @Test
    void without_a_server_it_only_rotates_and_says_so() throws IOException {
        CommandRun run = rotate("--revoke");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("No server with an operations channel runs here, so nobody was cut off", "listen=off")
                .doesNotContain("within two seconds");
        assertThat(properties().getProperty("jwtSecret")).isNotEqualTo(OLD);
    }

    /** The port is nobody's any more. */
    @Test
    void server_that_has_ended_and_left_its_file_is_none() throws IOException {
        StandInServer server = new StandInServer(home, path -> "{}");
        server.close();
        CommandRun run = rotate("--revoke");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("No server with an operations channel runs here");
    }

    @Test
    void server_without_this_authenticator_is_an_error_and_nothing_is_changed() throws IOException {
        String before = content();
        try (StandInServer server = new StandInServer(home, path -> "{\"bases\":{\"other\":\"o\"}}")) {
            CommandRun run = rotate("--revoke");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("has no authenticator 'live'", "Nothing was changed");
            assertThat(server.asked()).doesNotContain("/v1/revoke");
        }
        assertThat(content()).isEqualTo(before);
    }

    @Test
    void server_that_does_not_take_the_new_secret_is_an_error_that_says_what_to_do() throws IOException {
        try (StandInServer server = new StandInServer(home, path -> "{\"bases\":{\"live\":\"old\"}}")) {
            Revocation revocation = Revocation.prepare(config, "live").orElseThrow();
            assertThatThrownBy(() -> revocation.perform(Duration.ZERO))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("the server has not taken the new secret within 0 s")
                    .hasMessageContaining("stagedoor check")
                    .hasMessageContaining("run this again");
            assertThat(server.asked()).noneMatch(asked -> asked.startsWith("/v1/revoke"));
        }
    }

    @Test
    void refusal_of_the_server_is_an_error_that_says_what_to_do() throws IOException {
        try (StandInServer server = new StandInServer(home, taking("{\"error\":\"the store does not work\"}"))) {
            CommandRun run = rotate("--revoke");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .contains(
                            "whoever came by the old one may still be in", "the store does not work", "run this again");
            assertThat(server.asked()).contains("/v1/revoke basis=old");
        }
        assertThat(properties().getProperty("jwtSecret")).isNotEqualTo(OLD);
    }

    @Test
    void file_that_is_no_server_s_is_an_error_and_nothing_is_changed() throws IOException {
        Path elsewhere = Files.copy(config, home.resolve("x.cfg"));
        CommandRun run = CommandRun.of("secret", "rotate", "--config", elsewhere.toString(), "--revoke");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("is not in stagedoor/conf of a server", "Nothing was changed");
        assertThat(elsewhere).hasContent(content());
    }

    @Test
    void one_of_overlap_and_revoke_is_needed() {
        assertThat(rotate().code()).isEqualTo(2);
        assertThat(rotate("--revoke", "--overlap", "10m").code()).isEqualTo(2);
        assertThat(content()).contains(OLD);
    }
}
