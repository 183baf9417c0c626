package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.StagedoorServer.JWT_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Secrets that configuration only points to: in the environment, in a file of the secrets folder, in a mounted volume. */
public class SecretsFromOutsideIT {

    private static final String OF_THE_ENVIRONMENT = newSecret();
    private static final String NAMED = "named.key";

    private static StagedoorServer server;

    @BeforeClass
    public static void start() {
        server = StagedoorServer.prepared().withJwt().environment("STAGEDOOR_TEST_SECRET", OF_THE_ENVIRONMENT);
        server.start();
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static void secretIs(String value) {
        server.configure(JWT_FILE, "name=live-jwt", "jwtSecret=" + value);
    }

    private static String connect(String secret) throws IOException {
        return Clients.connect(server, "live", token().signedWith(secret));
    }

    private static void eventuallyOnly(String secret, String before) {
        eventually(() -> {
            assertThat(connect(secret)).isEqualTo(CONNECTED);
            assertThat(connect(before)).isEqualTo(REJECTED);
        });
    }

    @Test
    public void the_environment() {
        secretIs("$[env:STAGEDOOR_TEST_SECRET]");
        eventuallyOnly(OF_THE_ENVIRONMENT, server.secret());
    }

    @Test
    public void a_file_of_the_secrets_folder_that_changes() {
        String first = newSecret();
        String second = newSecret();
        server.writeFile(server.stagedoor().resolve("secrets").resolve(NAMED), first);
        secretIs("$[secret:" + NAMED + "]");
        eventuallyOnly(first, second);
        server.writeFile(server.stagedoor().resolve("secrets").resolve(NAMED), second);
        eventuallyOnly(second, first);
    }

    /** As Kubernetes mounts secrets: what the file is a link to is another link, which is replaced in one step. */
    @Test
    public void a_mounted_volume_whose_link_is_swapped() throws IOException {
        String first = newSecret();
        String second = newSecret();
        Path volume = Files.createDirectories(server.home().resolve("volume"));
        volume(volume, "..1", first);
        Path link = server.stagedoor().resolve("secrets/mounted.key");
        Files.createSymbolicLink(link, volume.resolve("..data/key"));
        secretIs("$[secret:mounted.key]");
        eventuallyOnly(first, second);
        volume(volume, "..2", second);
        eventuallyOnly(second, first);

        server.configure(JWT_FILE, "name=live-jwt", "jwtSecretFile=" + volume.resolve("..data/key"));
        volume(volume, "..3", first);
        eventuallyOnly(first, second);
        volume(volume, "..4", second);
        eventuallyOnly(second, first);
    }

    private static void volume(Path volume, String folder, String secret) throws IOException {
        Path data = Files.createDirectories(volume.resolve(folder));
        Path key = Files.createFile(
                data.resolve("key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, secret);
        Path next = Files.createSymbolicLink(volume.resolve("next"), Path.of(folder));
        Files.move(next, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The text of the placeholder is in the configuration, for whoever has seen that: it is no key. */
    @Test
    public void what_nobody_has_put_in_is_no_key() {
        secretIs(server.secret());
        eventuallyOnly(server.secret(), OF_THE_ENVIRONMENT);
        String missing = "$[secret:there-is-no-such-file-in-the-secrets-folder]";
        secretIs(missing);
        eventually(
                () -> assertThat(server.log()).contains("jwt-live-jwt.cfg: jwtSecret: has an unresolved placeholder"));
        eventually(() -> assertThat(connect(server.secret())).isEqualTo(CONNECTED));
        assertThatNobodyComesInBy(missing);

        server.unconfigure(JWT_FILE);
        eventually(() -> assertThat(connect(server.secret())).isEqualTo(REJECTED));
        secretIs(missing);
        eventually(() -> assertThat(connect(server.secret())).isEqualTo(REJECTED));
        assertThatNobodyComesInBy(missing);
    }

    private static void assertThatNobodyComesInBy(String secret) {
        try {
            assertThat(connect(secret)).isEqualTo(REJECTED);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
