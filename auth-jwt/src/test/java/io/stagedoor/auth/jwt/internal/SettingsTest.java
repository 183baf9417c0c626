package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.properties;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.lifetime.Expiry;
import io.stagedoor.auth.jwt.internal.lifetime.Uses;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.FileProperty;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String KEY = "0123456789abcdefghijklmnopqrstuv";

    @TempDir
    private Path folder;

    @Test
    void what_is_not_said_has_its_default() {
        Settings settings = settings(properties());
        assertThat(settings.name()).isEqualTo("live-jwt");
        assertThat(settings.lifetime().longest()).isEqualTo(Duration.ofMinutes(60));
        assertThat(settings.lifetime().clockSkew()).isZero();
        assertThat(settings.issuer()).isEmpty();
        assertThat(settings.maxTokenBytes()).isEqualTo(8192);
        assertThat(settings.expiry()).isEqualTo(new Expiry(Expiry.Rule.CONNECT, Duration.ZERO));
        assertThat(settings.uses()).isEqualTo(Uses.MANY);
    }

    @ParameterizedTest
    @CsvSource({
        "jwtTtlMinutes, 1",
        "jwtTtlMinutes, 525600",
        "clockSkewSeconds, 0",
        "clockSkewSeconds, 300",
        "maxTokenBytes, 4096",
        "maxTokenBytes, 1048576"
    })
    void numbers_up_to_their_limits_are_right(String property, long value) {
        assertThat(settings(properties(property, value))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "jwtTtlMinutes, 0",
        "jwtTtlMinutes, -1",
        "jwtTtlMinutes, 525601",
        "jwtTtlMinutes, 4294967356",
        "clockSkewSeconds, -1",
        "clockSkewSeconds, 301",
        "maxTokenBytes, 0",
        "maxTokenBytes, 4294967296"
    })
    void numbers_beyond_their_limits_are_wrong(String property, long value) {
        assertWrong(property, properties(property, value));
    }

    @Test
    void what_cannot_be_converted_is_named_without_its_value() {
        for (String property : new String[] {"jwtTtlMinutes", "clockSkewSeconds", "maxTokenBytes"}) {
            assertWrong(property, properties(property, "cAnArY of a secret"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "name, ''",
        "name, ' '",
        "expiry, never",
        "expiry, ''",
        "tokenUse, twice",
        "tokenUse, ''",
        "expectedIssuer, ' '",
        "name, '${NAME}'",
        "expectedIssuer, '$[env:ISSUER]'",
        "jwtSecretFile, '$[secret:x]'",
        "jwtSecret, '$[env:JWT_SECRET]-and-some-more-characters'",
        "jwtSecret, '0123456789abcdefghijklmnopqrstuv${jwt.secret}'"
    })
    void texts_that_say_nothing_are_wrong(String property, String value) {
        assertWrong(property, properties(property, value));
    }

    @Test
    void a_grace_without_a_cut_is_wrong() {
        assertWrong("expiryGraceSeconds", properties("expiryGraceSeconds", 5L));
    }

    @Test
    void the_secret_is_in_one_place() {
        assertWrong("jwtSecret", properties("jwtSecret", ""));
        assertWrong("jwtSecretFile", properties("jwtSecretFile", "/some/file"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "0123456789abcdefghijklmnopqrstu",
                "base64:MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dQ==",
                "base64:",
                "base64:!!!!MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY",
                "base64:MDEyMzQ1Njc4OWFiY2Rl ZmdoaWprbG1ub3BxcnN0dXY=",
                "changeme-to-a-strong-32-byte-secret-key"
            })
    void a_weak_or_public_secret_is_wrong(String secret) throws IOException {
        assertWrong("jwtSecret", properties("jwtSecret", secret));
        assertThatThrownBy(() -> read(secret))
                .hasMessageStartingWith("jwtSecretFile: ")
                .hasMessageContaining("; ");
    }

    @Test
    void bytes_count_and_not_characters() throws IOException {
        assertThat(secret("é".repeat(16)).length()).isEqualTo(32);
        assertThat(read("é".repeat(16)).length()).isEqualTo(32);
        assertWrong("jwtSecret", properties("jwtSecret", "é".repeat(15) + "x"));
    }

    @Test
    void base64_in_either_alphabet_is_binary() throws IOException {
        byte[] key = new byte[33];
        java.util.Arrays.fill(key, (byte) 0xfb);
        for (String text : new String[] {
            java.util.Base64.getEncoder().encodeToString(key),
            java.util.Base64.getUrlEncoder().encodeToString(key)
        }) {
            assertThat(secret("base64:" + text)).isEqualTo(Secret.of(key));
            assertThat(read("base64:" + text + "\n")).isEqualTo(Secret.of(key));
        }
    }

    @Test
    void one_line_break_is_not_part_of_a_secret_in_a_file() throws IOException {
        assertThat(read(KEY)).isEqualTo(Secret.of(KEY));
        assertThat(read(KEY + "\n")).isEqualTo(Secret.of(KEY));
        assertThat(read(KEY + "\r\n")).isEqualTo(Secret.of(KEY));
        assertThat(read(KEY + "\n\n")).isEqualTo(Secret.of(KEY + "\n"));
        assertThat(read(KEY + " ")).isEqualTo(Secret.of(KEY + " "));
        assertThat(read("\n" + KEY)).isEqualTo(Secret.of("\n" + KEY));
    }

    @Test
    void a_file_may_hold_what_a_property_cannot() throws IOException {
        assertThat(read(KEY + "\\${x}$[y]")).isEqualTo(Secret.of(KEY + "\\${x}$[y]"));
        assertThatThrownBy(() -> read("${JWT_SECRET_OF_THE_LIVE_APPLICATION}")).hasMessageContaining("placeholder");
        assertThatThrownBy(() -> read("$[secret:JWT_SECRET_OF_THE_LIVE_APPLICATION]\n"))
                .hasMessageContaining("placeholder");
    }

    @Test
    void a_file_that_holds_no_secret_is_named() throws IOException {
        assertThatThrownBy(() -> inFile(folder.resolve("none")).read())
                .hasMessageStartingWith("jwtSecretFile: ")
                .hasMessageContaining(folder.toString());
        assertThatThrownBy(() -> inFile(folder).read()).hasMessageStartingWith("jwtSecretFile: ");
        assertThatThrownBy(() -> read("")).hasMessageStartingWith("jwtSecretFile: ");
        assertThatThrownBy(() -> read("x".repeat(70_000))).hasMessageContaining("larger");
    }

    @Test
    void secrets_that_look_guessable_are_pointed_out() {
        assertThat(SigningKey.weakness(Secret.of("abcabcabcabcabcabcabcabcabcabcabcabc")))
                .isPresent();
        assertThat(SigningKey.weakness(Secret.of("!ChangeThisMercureHubJWTSecretKey!")))
                .isPresent();
        assertThat(SigningKey.weakness(Secret.of("your-256-bit-secret-for-production")))
                .isPresent();
        assertThat(SigningKey.weakness(Secret.of("q83Zr0d1h7Yb2kPmXv9sLw4TgN6eAjUc")))
                .isEmpty();
    }

    @Test
    void settings_show_no_secret() {
        assertThat(settings(properties()).toString())
                .doesNotContain(JwtFixtures.SECRET)
                .contains("live-jwt");
    }

    private static Secret secret(String text) {
        return settings(properties("jwtSecret", text))
                .secrets()
                .orElseThrow()
                .current()
                .read();
    }

    private Secret read(String content) throws IOException {
        Path file = folder.resolve("secret");
        Files.write(file, content.getBytes(StandardCharsets.UTF_8));
        return inFile(file).read();
    }

    private static void assertWrong(String property, java.util.Map<String, Object> properties) {
        Object value = properties.get(property);
        assertThatThrownBy(() -> settings(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageMatching("(?s)[\\w, ]*" + property + ".*: .+; .+")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("cAnArY"))
                .satisfies(e -> assertThat(value instanceof String text
                                && text.length() > 8
                                && e.getMessage().contains(text))
                        .isFalse());
    }

    private static SecretSource inFile(Path file) {
        return new SecretSource.InFile(new FileProperty("jwtSecretFile", file));
    }
}
