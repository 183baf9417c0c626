package io.stagedoor.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that nobody verifies says by what it is revoked. */
class NamedTokenTest {

    @TempDir
    private Path folder;

    private Map<String, String> named(String payload) throws IOException {
        Path file = folder.resolve("token");
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        Files.writeString(
                file,
                base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                        + base64.encodeToString(payload.getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJl\n");
        return NamedToken.read(file.toString());
    }

    @Test
    void its_id_counts_and_it_ends_when_no_server_accepts_it() throws IOException {
        assertThat(named("{\"jti\":\"t1\",\"iss\":\"https://id.example\",\"exp\":1893456000}"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("jti", "t1", "iss", "https://id.example", "until", "2030-01-03T00:00:00Z"));
    }

    /** As the server reads it. */
    @Test
    void an_id_may_be_a_number() throws IOException {
        assertThat(named("{\"jti\":7}")).containsExactly(Map.entry("jti", "7"));
    }

    /** Which claim is the subject, only the server's configuration says. */
    @ParameterizedTest
    @ValueSource(
            strings = {"{\"sub\":\"ann\",\"iat\":5}", "{\"jti\":\"\",\"sub\":\"ann\"}", "{\"jti\":[1],\"sub\":\"ann\"}"
            })
    void one_without_an_id_is_refused_and_says_what_to_do(String payload) {
        assertThatThrownBy(() -> named(payload))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("no jti")
                .hasMessageContaining("--sub NAME")
                .hasMessageContaining("(sub is ann)");
    }

    @Test
    void what_is_no_token_is_not_shown() throws IOException {
        Path file = Files.writeString(folder.resolve("other"), "s3cret");
        assertThatThrownBy(() -> NamedToken.read(file.toString()))
                .hasMessageContaining("there is no JWT in the file")
                .hasMessageNotContaining("s3cret");
    }
}
