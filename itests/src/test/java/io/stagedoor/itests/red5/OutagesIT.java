package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static io.stagedoor.itests.red5.StagedoorServer.JWT_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** What is missing refuses everyone, and nobody is let in while it comes back. The server is alive through all of it. */
public class OutagesIT {

    private static StagedoorServer server;

    private String good;

    /** Starts without the authenticator's and the bridge's bundle, and without configuration. */
    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.prepared();
        server.installation().without("stagedoor/bundles", "auth-jwt").without("stagedoor/bundles", "red5-bridge");
        server.startWithoutGate();
        assertEveryoneIsRefused();
        server.configure(JWT_FILE, server.jwt());
        server.configure(APPLICATION_FILE, server.application());
        server.restoreBundle("red5-bridge.jar");
        assertEveryoneIsRefused();
        server.restoreBundle("auth-jwt.jar");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void all_is_well() {
        good = token().signedWith(server.secret());
        eventually(() -> assertThat(connect()).isEqualTo(CONNECTED));
    }

    @Test
    public void without_the_authenticator_s_bundle() {
        AuditLog audit = server.audit();
        server.removeBundle("auth-jwt.jar");
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        assertEveryoneIsRefused();
        assertThat(audit.decisions()).contains("connect unavailable UNAVAILABLE");
        awaitLog("Clients of 'live' are refused: no authenticator has the name 'live-jwt', which is set"
                + " as 'authenticator' in stagedoor.application-live.cfg: stagedoor.authenticator.jwt-live-jwt.cfg"
                + " configures it, but its bundle in stagedoor/bundles is missing or not active.");
        server.restoreBundle("auth-jwt.jar");
    }

    @Test
    public void without_the_bridge_s_bundle() {
        server.removeBundle("red5-bridge.jar");
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        assertEveryoneIsRefused();
        awaitLog("red5-bridge");
        server.restoreBundle("red5-bridge.jar");
    }

    @Test
    public void without_the_api_s_bundle() {
        server.removeBundle("auth-api.jar");
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        assertEveryoneIsRefused();
        server.restoreBundle("auth-api.jar");
    }

    @Test
    public void a_client_that_was_let_in_before_gets_nothing_new_without_the_bridge() throws Exception {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
            int stream = client.createStream();
            server.removeBundle("red5-bridge.jar");
            eventually(() -> assertThat(connect()).isEqualTo(REJECTED));

            assertThat(client.publish(stream, "orphan", "live")).isEqualTo(Clients.PUBLISH_REFUSED);
            Clients.assertClosed(client);
        } finally {
            server.restoreBundle("red5-bridge.jar");
        }
    }

    @Test
    public void a_stream_that_runs_goes_on_without_the_bridge_and_the_authenticator() throws Exception {
        try (Feed feed = Feed.publish(server, "live?token=" + good, "runs", "mark-runs");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
            viewer.play(viewer.createStream(), "runs");
            server.removeBundle("auth-jwt.jar");
            server.removeBundle("red5-bridge.jar");
            eventually(() -> assertThat(connect()).isEqualTo(REJECTED));

            assertThat(Clients.sees(viewer, "mark-runs")).isTrue();
            server.restoreBundle("red5-bridge.jar");
            server.restoreBundle("auth-jwt.jar");
            eventually(() -> assertThat(connect()).isEqualTo(CONNECTED));
            assertThat(Clients.sees(viewer, "mark-runs")).isTrue();
        }
    }

    @Test
    public void without_the_authenticator_s_configuration() {
        server.unconfigure(JWT_FILE);
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        assertEveryoneIsRefused();
        server.configure(JWT_FILE, server.jwt());
    }

    @Test
    public void without_the_application_s_configuration() {
        AuditLog audit = server.audit();
        server.unconfigure(APPLICATION_FILE);
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        assertEveryoneIsRefused();
        assertThat(audit.decisions()).contains("connect deny NOT_CONFIGURED");
        awaitLog("Clients of 'live' are refused: no stagedoor.application configuration has application=live");
        server.configure(APPLICATION_FILE, server.application());
    }

    @Test
    public void with_a_configuration_that_was_never_good() {
        server.unconfigure(APPLICATION_FILE);
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        server.configure(APPLICATION_FILE, server.application("active=no"));
        awaitLog("is neither true nor false ('no')");
        assertEveryoneIsRefused();
        server.configure(APPLICATION_FILE, server.application());
    }

    /** An editor that writes into the file while it is read. */
    @Test
    public void with_a_configuration_that_is_half_written() throws IOException {
        server.unconfigure(APPLICATION_FILE);
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        Path file = server.stagedoor().resolve("conf").resolve(APPLICATION_FILE);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "application=li");
        awaitLog(APPLICATION_FILE + ": authenticator");
        assertEveryoneIsRefused();
        AuditLog audit = server.audit();
        Files.writeString(file, "application=live\nauthenticator=live-j");
        eventually(() -> assertThat(audit.decisions()).contains("connect unavailable UNAVAILABLE"));
        assertEveryoneIsRefused();
        Files.writeString(file, "application=live\nauthenticator=live-jwt\n");
        eventually(() -> assertThat(connect()).isEqualTo(CONNECTED));
        assertThat(Clients.connect(server, "live", "")).isEqualTo(REJECTED);
    }

    @Test
    public void with_an_authenticator_that_nobody_is() {
        server.configure(APPLICATION_FILE, "application=live", "authenticator=someone-else");
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        assertEveryoneIsRefused();
        server.configure(APPLICATION_FILE, server.application());
    }

    @Test
    public void with_a_secret_that_is_not_there_or_not_there_any_more() {
        server.unconfigure(JWT_FILE);
        eventually(() -> assertThat(connect()).isEqualTo(REJECTED));
        server.configure(JWT_FILE, "name=live-jwt", "jwtSecretFile=" + server.home() + "/no-such-file");
        awaitLog("no-such-file");
        assertEveryoneIsRefused();
        server.configure(JWT_FILE, server.jwt());
    }

    @Test
    public void a_bad_change_leaves_the_last_good_one_in_force() throws Exception {
        server.configure(JWT_FILE, server.jwt("jwtTtlMinutes=none"));
        awaitLog("jwtTtlMinutes");
        assertThat(connect()).isEqualTo(CONNECTED);
        assertThat(Clients.connect(server, "live", token().signedWith(newSecret())))
                .isEqualTo(REJECTED);

        server.configure(APPLICATION_FILE, server.application("rtmp=perhaps"));
        awaitLog("is neither true nor false ('perhaps')");
        assertThat(connect()).isEqualTo(CONNECTED);
        assertThat(Clients.connect(server, "live", "")).isEqualTo(REJECTED);

        server.configure(JWT_FILE, server.jwt());
        server.configure(APPLICATION_FILE, server.application());
    }

    private static void awaitLog(String text) {
        eventually(() -> assertThat(server.logs().contains(text)).as(text).isTrue());
    }

    private String connect() throws IOException {
        return Clients.connect(server, "live", good);
    }

    /** With a good token, a bad one, none, and other applications. */
    private static void assertEveryoneIsRefused() {
        try {
            assertThat(Clients.connect(server, "live", token().signedWith(server.secret())))
                    .isEqualTo(REJECTED);
            assertThat(Clients.connect(server, "live", token().signedWith(newSecret())))
                    .isEqualTo(REJECTED);
            assertThat(Clients.connect(server, "live", "")).isEqualTo(REJECTED);
            assertThat(Clients.connect(server, "live/room", "")).isEqualTo(REJECTED);
            assertThat(RawHttp.get(server, "/live/streams/x.flv").status()).isIn(401, 403, 503);
            assertThat(server.red5().isAlive()).isTrue();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
