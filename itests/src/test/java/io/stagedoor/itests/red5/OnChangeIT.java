package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.sees;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static io.stagedoor.itests.red5.StagedoorServer.JWT_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** What becomes of clients that are in when what let them in changes. */
public class OnChangeIT {

    private static StagedoorServer server;

    private final String issuer = "issuer-" + UUID.randomUUID();
    private String secret;

    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withWebSockets();
        server.start();
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void a_secret_of_its_own() {
        secret = newSecret();
        server.writeSecret(secret);
        // Whoever comes in by this issuer comes in by this configuration, and not by that of the test before.
        server.configure(JWT_FILE, jwt());
        server.configure(APPLICATION_FILE, server.application());
        eventually(() -> assertThat(connect(secret)).isEqualTo(CONNECTED));
        // What the test before has configured is over, too: who comes in by it is kept without credentials, or cut off.
        eventually(() -> assertThat(record()).isEqualTo(Clients.PUBLISHED));
    }

    @Test
    public void keep_leaves_everyone_alone() throws Exception {
        try (Feed feed = feed("kept");
                RtmpClient viewer = viewer("kept");
                WebSocketClient socket = socket("kept")) {
            changeSecret();
            changeAuthenticator();
            assertThat(sees(viewer, "mark-kept")).isTrue();
            assertThat(viewer.play(viewer.createStream(), "kept")).isEqualTo(PLAYING);
            socket.assertOpen();
        }
    }

    @Test
    public void disconnect_cuts_publisher_player_and_websocket_off() throws Exception {
        onChange("disconnect");
        try (Feed feed = feed("cut");
                RtmpClient viewer = viewer("cut");
                WebSocketClient socket = socket("cut")) {
            changeSecret();
            Clients.assertClosed(feed.client());
            Clients.assertClosed(viewer);
            socket.assertCutOff();
        }
    }

    @Test
    public void reauthenticate_keeps_who_is_still_right_and_cuts_off_who_is_not() throws Exception {
        onChange("reauthenticate");
        try (Feed feed = feed("again");
                RtmpClient viewer = viewer("again");
                WebSocketClient socket = socket("again")) {
            AuditLog audit = server.audit();
            server.configure(JWT_FILE, jwt("clockSkewSeconds=7"));
            eventually(() -> assertThat(reconsidered(audit, "again"))
                    .containsOnly("RTMP reconsider allow GRANTED", "WS reconsider allow GRANTED"));
            assertThat(sees(viewer, "mark-again")).isTrue();
            socket.assertOpen();

            changeSecret();
            Clients.assertClosed(feed.client());
            Clients.assertClosed(viewer);
            socket.assertCutOff();
            assertThat(reconsidered(audit, "again"))
                    .contains("RTMP reconsider deny BAD_SIGNATURE", "WS reconsider deny BAD_SIGNATURE");
        }
    }

    @Test
    public void a_replaced_bundle_is_no_change() throws Exception {
        onChange("disconnect");
        try (Feed feed = feed("swapped");
                RtmpClient viewer = viewer("swapped");
                WebSocketClient socket = socket("swapped")) {
            AuditLog audit = server.audit();
            int before = count("Authenticator 'live-jwt' registered");
            server.restoreBundle("auth-jwt.jar");
            eventually(() ->
                    assertThat(count("Authenticator 'live-jwt' registered")).isGreaterThan(before));
            assertThat(connect(secret)).isEqualTo(CONNECTED);
            Clients.awaitReconsideration(server);
            assertThat(sees(viewer, "mark-swapped")).isTrue();
            socket.assertOpen();
            assertThat(audit.lines())
                    .filteredOn(line -> line.path("authenticator").asText().equals("live-jwt"))
                    .filteredOn(line -> isOf(line, "swapped"))
                    .extracting(AuditLog::summary)
                    .noneMatch(line -> line.startsWith("reconsider"));
        }
    }

    /** The new service reads the new secret at once, and its configuration is what it was. */
    @Test
    public void a_secret_that_changes_while_the_bundle_is_away_is_a_change() throws Exception {
        for (String what : List.of("disconnect", "reauthenticate")) {
            onChange(what);
            try (Feed feed = feed("away-" + what);
                    RtmpClient viewer = viewer("away-" + what)) {
                int before = count("Authenticator 'live-jwt' registered");
                server.removeBundle("auth-jwt.jar");
                eventually(() -> assertThat(connect(secret)).isNotEqualTo(CONNECTED));
                String next = newSecret();
                server.writeSecret(next);
                server.restoreBundle("auth-jwt.jar");
                eventually(() ->
                        assertThat(count("Authenticator 'live-jwt' registered")).isGreaterThan(before));
                Clients.assertClosed(feed.client());
                Clients.assertClosed(viewer);
                secret = next;
            }
        }
    }

    /** Whether a line is of this test, by the name of its stream and its socket: the socket of the test before may not have gone yet. */
    private static boolean isOf(JsonNode line, String name) {
        return !line.path("protocol").asText().equals("WS")
                || line.path("room").asText().equals("room-" + name);
    }

    private static List<String> reconsidered(AuditLog audit, String name) {
        return audit.lines().stream()
                .filter(line -> isOf(line, name))
                .filter(line -> line.path("action").asText().equals("reconsider"))
                .map(line -> line.path("protocol").asText() + " " + AuditLog.summary(line))
                .toList();
    }

    private String[] jwt(String... more) {
        return Stream.concat(Stream.of(server.jwt("expectedIssuer=" + issuer)), Stream.of(more))
                .toArray(String[]::new);
    }

    private static int count(String text) {
        return server.log().split(Pattern.quote(text), -1).length - 1;
    }

    private void onChange(String what) {
        server.configure(APPLICATION_FILE, server.application("onChange=" + what, "publishModes=live"));
        eventually(() -> assertThat(record()).isEqualTo(Clients.PUBLISH_REFUSED));
    }

    private String record() throws IOException {
        try (RtmpClient client = client()) {
            // A name of its own: one that somebody who has just gone still has is refused, whatever is configured.
            return client.publish(client.createStream(), "s-" + UUID.randomUUID(), "record");
        }
    }

    private void changeSecret() {
        String before = secret;
        String next = newSecret();
        server.writeSecret(next);
        secret = next;
        eventually(() -> assertThat(connect(before)).isEqualTo(REJECTED));
    }

    private void changeAuthenticator() {
        server.configure(APPLICATION_FILE, "application=live", "authenticator=nobody");
        eventually(() -> assertThat(connect(secret)).isEqualTo(REJECTED));
    }

    private Feed feed(String name) throws IOException {
        return Feed.publish(server, "live?token=" + signed(secret), name, "mark-" + name);
    }

    private RtmpClient viewer(String name) throws IOException {
        RtmpClient viewer = client();
        assertThat(viewer.play(viewer.createStream(), name)).isEqualTo(PLAYING);
        return viewer;
    }

    /**
     * In a room of its own, which has none any more when it has gone. It is not named like a stream: Red5 takes the stream for the room then, and
     * fails.
     */
    private WebSocketClient socket(String room) {
        return new WebSocketClient(server, "/live/room-" + room + "/?token=" + signed(secret));
    }

    private RtmpClient client() throws IOException {
        return RtmpClient.connected(server.rtmpPort(), "live?token=" + signed(secret));
    }

    private String connect(String signedWith) throws IOException {
        return Clients.connect(server, "live", signed(signedWith));
    }

    private String signed(String with) {
        return token().claim("iss", issuer).signedWith(with);
    }
}
