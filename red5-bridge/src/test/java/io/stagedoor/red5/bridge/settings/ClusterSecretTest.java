package io.stagedoor.red5.bridge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.support.property.Properties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSecretTest {

    private static final String GOOD = "q8Zr3LxWm5Tj7Vb2Nc4Kd6Hf9Gs1Ap0Ey";
    private static final String OTHER = "Ub4Xk7Qw2Zs9Cv1Mn6Bg3Hj8Lp5Td0Ra";

    @TempDir
    private Path folder;

    private static ClusterSecret of(Map<String, Object> properties) {
        return ClusterSecret.of(new Properties(ServerConfig.class, properties)).orElseThrow();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("cluster.key"), content);
    }

    @Test
    void only_the_secret_matches_and_nothing_shows_it() {
        ClusterSecret secret = of(Map.of("clusterSecret", GOOD));
        assertThat(secret.matches(GOOD)).isTrue();
        assertThat(secret.matches(GOOD + " ")).isFalse();
        assertThat(secret.matches(GOOD.substring(1))).isFalse();
        assertThat(secret.matches("")).isFalse();
        assertThat(secret.toString()).isEqualTo("***");
        assertThat(secret.fingerprint())
                .doesNotContain(GOOD)
                .isNotEqualTo(of(Map.of("clusterSecret", OTHER)).fingerprint());
    }

    @Test
    void there_need_be_none() {
        assertThat(ClusterSecret.of(new Properties(ServerConfig.class, Map.of())))
                .isEmpty();
        assertThat(ClusterSecret.of(
                        new Properties(ServerConfig.class, Map.of("clusterSecret", "", "clusterSecretFile", " "))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "too short to be one",
                "changeme-to-a-strong-32-byte-secret-key",
                "${env:CLUSTER_SECRET_THAT_IS_NOT_THERE}",
                "$[secret:cluster.key-that-is-not-there]"
            })
    void one_that_others_can_guess_is_none_and_is_not_repeated(String text) {
        assertThatThrownBy(() -> of(Map.of("clusterSecret", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("clusterSecret: ")
                .hasMessageNotContaining(text);
    }

    @Test
    void two_of_them_are_an_error() throws IOException {
        Path file = file(GOOD);
        assertThatThrownBy(() -> of(Map.of("clusterSecret", GOOD, "clusterSecretFile", file.toString())))
                .hasMessageContaining("both are set")
                .hasMessageNotContaining(GOOD);
    }

    @Test
    void a_file_is_read_again_and_what_it_said_last_stays_in_force() throws IOException {
        Path file = file(GOOD + "\n");
        ClusterSecret secret = of(Map.of("clusterSecretFile", file.toString()));
        assertThat(secret.matches(GOOD)).isTrue();
        file(OTHER + "\r\n");
        secret.look();
        assertThat(secret.matches(GOOD)).isTrue(); // it may just be written
        secret.look();
        assertThat(secret.matches(OTHER)).isTrue();
        assertThat(secret.matches(GOOD)).isFalse();
        for (String bad : new String[] {"short", "x".repeat(70_000), ""}) {
            file(bad);
            secret.look();
            assertThat(secret.problem()).get().asString().startsWith("clusterSecretFile: ");
            assertThat(secret.matches(OTHER)).isTrue();
        }
        Files.delete(file);
        secret.look();
        assertThat(secret.problem()).get().asString().contains("does not exist");
        assertThat(secret.matches(OTHER)).isTrue();
        file(GOOD);
        secret.look();
        secret.look();
        assertThat(secret.problem()).isEmpty();
        assertThat(secret.matches(GOOD)).isTrue();
    }

    @Test
    void a_file_that_is_not_there_yet_knows_nobody() {
        ClusterSecret secret =
                of(Map.of("clusterSecretFile", folder.resolve("later").toString()));
        assertThat(secret.isThere()).isFalse();
        assertThat(secret.matches("")).isFalse();
        assertThat(secret.problem()).isPresent();
        assertThat(secret.fingerprint()).isEmpty();
    }

    @Test
    void what_is_odd_in_it_and_who_can_read_it_is_remarked_on() throws IOException {
        Path file = file("'" + GOOD + "'\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(of(Map.of("clusterSecretFile", file.toString())).remarks())
                .hasSize(2)
                .allSatisfy(remark -> assertThat(remark).doesNotContain(GOOD))
                .anySatisfy(remark -> assertThat(remark).contains("in quotes"))
                .anySatisfy(remark -> assertThat(remark).contains("chmod o-r"));
        assertThat(of(Map.of("clusterSecret", GOOD + " ")).remarks()).hasSize(1);
        assertThat(of(Map.of("clusterSecret", GOOD)).remarks()).isEmpty();
    }
}
