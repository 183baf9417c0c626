package io.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "check",
                "serve",
                "token",
                "secret",
                "user",
                "status",
                "sessions",
                "kick",
                "revoke",
                "explain",
                "tail",
                "shadow",
                "replay",
                "bundles",
                "demo",
                "bench"
            })
    void every_command_explains_itself(String command) {
        CommandRun run = CommandRun.of(command, "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: stagedoor " + command);
    }

    @Test
    void tells_its_version() {
        assertThat(CommandRun.of("--version").out()).matches("(?s)stagedoor [0-9]+\\.[0-9]+\\.[0-9]+\\S*\\s*");
    }

    @Test
    void a_shell_completes_each_command() {
        CommandRun run = CommandRun.of("generate-completion");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("'--secret-file'", "check", "rotate");
    }

    @Test
    void asks_for_a_command_when_there_is_none() {
        CommandRun run = CommandRun.of();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "init, check, token, secret, key, issuer, user, status, sessions, kick, revoke, ticket, explain, tail, shadow, replay, bundles, console, serve, gateway, demo or bench");
    }

    @Test
    void does_not_repeat_what_may_be_a_secret() {
        CommandRun option = CommandRun.of("token", "--secret=hunter2-hunter2");
        CommandRun argument = CommandRun.of("serve", "hunter2-hunter2");

        assertThat(option.code()).isEqualTo(2);
        assertThat(option.err()).contains("--secret").doesNotContain("hunter2");
        assertThat(argument.code()).isEqualTo(2);
        assertThat(argument.err()).doesNotContain("hunter2");
    }

    @Test
    void serve_refuses_what_is_no_port() {
        CommandRun run = CommandRun.of("serve", "--http-port", "70000");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--http-port: invalid port 70000 (use 0 to 65535)");
    }

    @ParameterizedTest
    @CsvSource({
        "sevre, no command 'sevre'; did you mean 'serve'?",
        "tokn, no command 'tokn'; did you mean 'token'?",
        "hunter2hunter2, 'no such command; use init, check, token, secret, key, issuer, user, status, sessions, kick, revoke, ticket, explain, tail, shadow, replay, bundles, console, serve, gateway, demo or bench'",
        "user ad --file x bob, no command 'ad'; did you mean 'add'?",
        "secret rotat, no command 'rotat'; did you mean 'rotate'?",
        "serve --rmtp-port 0, unknown option: --rmtp-port; did you mean '--rtmp-port'?",
        "serve -Q, unknown option: -Q",
        "serve somewhere, unexpected argument",
        "user, 'no command; use add, passwd, remove, list, hash-all or hash'",
        "user hash --scheme argn2id, did you mean 'argon2id'?",
        "token --ttl 5 -, invalid duration '5' (use 90s, 5m, 2h, 1d)"
    })
    void says_what_was_meant(String arguments, String sentence) {
        CommandRun run = CommandRun.of(arguments.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(sentence).doesNotContain("hunter2", "\u001b");
        assertThat(run.out()).isEmpty();
    }
}
