package io.stagedoor.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.cli.CommandRun;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command judges a secret as the server does: what one refuses the other refuses, for the same reason. */
class SameWordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "",
                "changeme-to-a-strong-32-byte-secret-key",
                "!ChangeThisMercureHubJWTSecretKey!",
                "base64:!!!",
                "base64:AAAA",
                "${JWT_SECRET_THAT_NOBODY_HAS_RESOLVED}",
                "$[secret:live-jwt.key.of.some.length.or.other]"
            })
    void a_refused_secret_is_refused_in_the_same_words(String secret) {
        Throwable server =
                catchThrowable(() -> SigningKey.ofFile("standard input", secret.getBytes(StandardCharsets.UTF_8), ""));

        CommandRun command = CommandRun.withInput(secret, "token", "-");

        assertThat(command.code()).isEqualTo(1);
        assertThat(command.err().strip()).isEqualTo("stagedoor: " + server.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0123456789abcdefghijklmnopqrstuv",
                "base64:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "a ${ within a secret of a file is a part of it",
                "\uFEFF0123456789abcdefghijklmnopqrstuvwxyz"
            })
    void an_accepted_secret_is_accepted(String secret) {
        SigningKey.ofFile("standard input", secret.getBytes(StandardCharsets.UTF_8), "");

        assertThat(CommandRun.withInput(secret, "token", "-").code()).isZero();
    }
}
