package io.stagedoor.auth.support.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PublishedSecretsTest {

    /** The example of RFC 7515 A.1, in base64 as it is printed there. */
    private static final String PRINTED =
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    @Test
    void a_published_secret_is_refused_without_being_repeated() {
        for (String secret : List.of("!ChangeThisMercureHubJWTSecretKey!", PRINTED, "base64:" + PRINTED)) {
            assertThatThrownBy(() -> SigningKey.ofText("jwtSecret", secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("jwtSecret: the secret is on a public list")
                    .hasNoCause()
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret));
            assertThatThrownBy(() -> SigningKey.ofFile(
                            "jwtSecretFile", (secret + "\n").getBytes(StandardCharsets.US_ASCII), " (in x)"))
                    .hasMessageStartingWith("jwtSecretFile: the secret is on a public list")
                    .hasMessageEndingWith(" (in x)");
        }
    }

    @Test
    void one_whose_bytes_are_published_is_refused_however_it_is_written() {
        byte[] bytes = "!ChangeThisMercureHubJWTSecretKey!".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> SigningKey.ofText(
                        "jwtSecret", "base64:" + Base64.getEncoder().encodeToString(bytes)))
                .hasMessageContaining("public list");
    }

    @Test
    void random_secrets_are_accepted() {
        SecureRandom random = new SecureRandom();
        byte[] bytes = new byte[32];
        for (int i = 0; i < 100; i++) {
            random.nextBytes(bytes);
            String secret = Base64.getEncoder().encodeToString(bytes);
            assertThat(SigningKey.ofText("jwtSecret", secret).length()).isEqualTo(44);
            assertThat(SigningKey.ofText("jwtSecret", "base64:" + secret).length())
                    .isEqualTo(32);
        }
    }

    @Test
    void the_list_holds_nothing_but_hashes_in_order() throws IOException {
        List<String> hashes =
                resource().lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(hashes)
                .hasSize(1830)
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(line -> line.matches("[0-9a-f]{12}"));
    }

    /** For a newer list, copy what this test writes into its resource. */
    @Test
    void every_secret_of_the_list_is_refused() throws IOException {
        String folder = System.getenv("STAGEDOOR_VECTORS");
        if (folder == null || folder.isBlank()) {
            String message = "SKIPPED: the list of published secrets; set STAGEDOOR_VECTORS to the folder that has it";
            System.out.println(message);
            System.err.println(message);
            Assumptions.abort(message);
        }
        List<String> secrets = Files.readAllLines(Path.of(folder, "jwt-secrets", "weak_secrets_ge32.txt"));
        assertThat(secrets).isNotEmpty().allSatisfy(PublishedSecretsTest::assertRefused);

        String made = header()
                + secrets.stream()
                        .map(secret -> PublishedSecrets.hash(secret.getBytes(StandardCharsets.UTF_8)) + "\n")
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining());
        Path copy = Files.writeString(Path.of("target", PublishedSecrets.RESOURCE), made);
        assertThat(resource()).as("made of the list now: %s", copy).isEqualTo(made);
    }

    private static void assertRefused(String secret) {
        assertThatThrownBy(() -> SigningKey.ofFile("file", secret.getBytes(StandardCharsets.UTF_8), ""))
                .hasMessageStartingWith("file: ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret));
    }

    private static String header() throws IOException {
        return resource()
                .lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String resource() throws IOException {
        try (InputStream in = PublishedSecrets.class.getResourceAsStream(PublishedSecrets.RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
