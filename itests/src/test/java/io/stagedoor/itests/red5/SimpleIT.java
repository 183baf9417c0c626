package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.sees;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Canaries;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Users and passwords in a file, on a real server. */
public class SimpleIT {

    private static final String USERS_FILE = "stagedoor.authenticator.simple-live-users.cfg";

    /** Made by: printf 'pässwörd 🔑' | argon2 somesaltsomesalt -id -t 2 -k 4096 -p 1 -e */
    private static final String ARGON2 =
            "$argon2id$v=19$m=4096,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$mywoR7RNTfPFz5s9ZgKJ97L0z5rd8cGwdsB/5N5jjF8";

    private static final String ARGON2_PASSWORD = "pässwörd \ud83d\udd11";

    private static StagedoorServer server;

    @BeforeClass
    public static void start() {
        server = StagedoorServer.started();
        users("plain plain-canary-password");
        server.configure(
                USERS_FILE, "name=live-users", "credentialsFile=" + file(), "throttleFailures=3", "rememberSeconds=60");
        server.configure(APPLICATION_FILE, "application=live", "authenticator=live-jwt,live-users");
        eventually(() -> assertThat(connect("plain", "plain-canary-password")).isEqualTo(CONNECTED));
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void as_it_was() {
        users(
                "plain plain-canary-password",
                "hashed " + ARGON2,
                "watcher " + ARGON2 + " roles=subscriber",
                "roomer " + ARGON2 + " rooms=room1",
                "phoner " + ARGON2 + " transports=WHIP");
        eventually(() -> assertThat(connect("hashed", ARGON2_PASSWORD)).isEqualTo(CONNECTED));
    }

    @Test
    public void credentials_come_by_both_carriers() throws Exception {
        assertThat(connect("plain", "plain-canary-password")).isEqualTo(CONNECTED);
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            assertThat(client.connect("live", "plain", "plain-canary-password")).isEqualTo(CONNECTED);
        }
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            assertThat(client.connect("live", Map.of("username", "plain", "password", "plain-canary-password")))
                    .isEqualTo(CONNECTED);
        }
    }

    @Test
    public void who_is_unknown_or_wrong_is_refused_for_one_and_the_same_reason() throws Exception {
        AuditLog audit = server.audit();
        assertThat(connect("nobody", "plain-canary-password")).isEqualTo(REJECTED);
        assertThat(connect("hashed", "Pässwörd \ud83d\udd11")).isEqualTo(REJECTED);
        assertThat(connect("hashed", ARGON2)).isEqualTo(REJECTED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect deny BAD_CREDENTIALS", "connect deny BAD_CREDENTIALS", "connect deny BAD_CREDENTIALS");
    }

    @Test
    public void options_limit_what_a_user_may_do() throws Exception {
        assertThat(publish("live", "hashed", "o1")).isEqualTo(PUBLISHED);
        assertThat(publish("live", "watcher", "o2")).isEqualTo(PUBLISH_REFUSED);
        assertThat(publish("live/room1", "roomer", "o3")).isEqualTo(PUBLISHED);
        assertThat(publish("live", "roomer", "room2/o4")).isEqualTo(PUBLISH_REFUSED);
        assertThat(connect("phoner", ARGON2_PASSWORD)).isEqualTo(REJECTED);
    }

    @Test
    public void a_chain_asks_for_the_kind_of_credentials_that_there_is() throws Exception {
        String good = token().signedWith(server.secret());
        AuditLog audit = server.audit();
        assertThat(Clients.connect(server, "live", good)).isEqualTo(CONNECTED);
        assertThat(connect("hashed", ARGON2_PASSWORD)).isEqualTo(CONNECTED);
        assertThat(Clients.connect(server, "live", token().signedWith(server.secret() + "x")))
                .isEqualTo(REJECTED);
        assertThat(audit.lines())
                .extracting(line -> line.path("authenticator").asText())
                .containsExactly("live-jwt", "live-users", "live-jwt");
    }

    @Test
    public void guessing_is_held_up_for_that_account_and_not_for_others() throws Exception {
        AuditLog audit = server.audit();
        for (int i = 0; i < 3; i++) {
            assertThat(connect("guessed", "wrong-" + i)).isEqualTo(REJECTED);
        }
        assertThat(connect("guessed", "wrong-again")).isEqualTo(REJECTED);
        assertThat(connect("hashed", ARGON2_PASSWORD)).isEqualTo(CONNECTED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect deny BAD_CREDENTIALS",
                        "connect deny BAD_CREDENTIALS",
                        "connect deny BAD_CREDENTIALS",
                        "connect deny THROTTLED",
                        "connect allow GRANTED");
    }

    @Test
    public void a_changed_file_is_in_force_however_it_was_changed_and_a_running_stream_goes_on() throws Exception {
        try (Feed feed = Feed.publish(server, "live?username=hashed&password=" + query(), "runs", "mark-runs");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live", "hashed", ARGON2_PASSWORD)) {
            viewer.play(viewer.createStream(), "runs");

            users("renamed by-rename-canary", "hashed " + ARGON2);
            eventually(() -> assertThat(connect("renamed", "by-rename-canary")).isEqualTo(CONNECTED));
            assertThat(connect("plain", "plain-canary-password")).isEqualTo(REJECTED);

            Files.writeString(file(), "edited in-place-canary-1\nhashed " + ARGON2 + "\n");
            eventually(() -> assertThat(connect("edited", "in-place-canary-1")).isEqualTo(CONNECTED));

            linkTo("linked symlink-canary-12\n");
            eventually(() -> assertThat(connect("linked", "symlink-canary-12")).isEqualTo(CONNECTED));
            assertThat(sees(viewer, "mark-runs")).isTrue();
        }
    }

    @Test
    public void a_broken_or_missing_file_keeps_the_last_good_one() throws Exception {
        users("hashed " + ARGON2, "broken $argon2id$v=19$nonsense");
        eventually(() -> assertThat(server.logs()).contains("credentialsFile"));
        assertThat(connect("plain", "plain-canary-password")).isEqualTo(CONNECTED);
        Files.delete(file());
        assertThat(connect("hashed", ARGON2_PASSWORD)).isEqualTo(CONNECTED);
    }

    @Test
    public void no_log_holds_a_password_or_a_hash() throws Exception {
        connect("plain", "plain-canary-password");
        connect("hashed", "wrong-canary-password");
        publish("live", "hashed", "secret?password=behind-canary-password");
        server.audit();
        Canaries canaries = new Canaries()
                .secret("plain-canary-password")
                .secret("wrong-canary-password")
                .secret("behind-canary-password")
                .secret(ARGON2_PASSWORD)
                .secret(ARGON2.substring(ARGON2.lastIndexOf('$') + 1));
        String logs = server.logs();
        assertThat(logs).contains("BAD_CREDENTIALS");
        for (String form : canaries.forms()) {
            assertThat(logs.contains(form)).as("a log holds " + form).isFalse();
        }
    }

    private static Path file() {
        return server.stagedoor().resolve("secrets/users.credentials");
    }

    private static void users(String... lines) {
        server.writeFile(file(), String.join("\n", lines) + "\n");
    }

    /** As Kubernetes does: the file is a link into a folder that is a link, and that one is replaced. */
    private static void linkTo(String text) throws IOException {
        Path folder = Files.createDirectories(server.stagedoor().resolve("secrets/..data-1"));
        Files.writeString(folder.resolve("users"), text);
        Path next = server.stagedoor().resolve("secrets/next");
        Files.createSymbolicLink(next, folder.resolve("users"));
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String query() {
        return URLEncoder.encode(ARGON2_PASSWORD, StandardCharsets.UTF_8);
    }

    private static String connect(String username, String password) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            return client.connect("live", username, password);
        }
    }

    private static String publish(String path, String username, String name) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), path, username, ARGON2_PASSWORD)) {
            return client.publish(client.createStream(), name, "live");
        }
    }
}
