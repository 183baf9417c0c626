package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.sick.SickBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * A servlet that writes for ever, as Red5's MediaBunny does from 2.0.30 on: later, in a thread of its own, or at once. No client leaves while
 * such a thread writes to it: Tomcat 8.5 then tells its next client's thread now and then that that one has left.
 */
public class EndlessIT {

    private static final Pattern END =
            Pattern.compile("\"action\":\"(\\w+)\"[^\n]*\"decision\":\"end\",\"reason\":\"(\\w+)\"");

    private static final int TIMEOUT_MILLIS = 30_000;
    private static StagedoorServer server;

    @BeforeClass
    public static void start() throws Exception {
        server = StagedoorServer.prepared().withJwt();
        server.installation()
                .withServlet("Endless", EndlessPlayer.SERVLET, "/mb", "/at-once")
                .withWebSockets();
        server.configure(StagedoorServer.APPLICATION_FILE, server.application("onChange=reauthenticate"));
        server.start();
        Path jar = server.home().resolve("sick.jar");
        SickBundle.write(jar);
        server.addBundle(jar);
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static String signed(Token token) {
        return token.signedWith(server.secret());
    }

    /** A player of this server. */
    private static final class Player extends EndlessPlayer {

        private Player(String path) throws IOException {
            super(server, path);
        }
    }

    @Test
    public void is_judged_as_the_stream_that_it_is() throws Exception {
        AuditLog audit = server.audit();
        String room = signed(token().rooms("room1"));
        try (Player player = new Player("/live/mb?stream=room1/x&brief&token=" + room)) {
            player.ends();
        }
        assertThat(RawHttp.get(server, "/live/mb?stream=room2/x&token=" + room).status())
                .isEqualTo(403);
        assertThat(RawHttp.get(server, "/live/mb?stream=x&token=" + room).status())
                .isEqualTo(403);
        assertThat(RawHttp.get(server, "/live/mb?stream=room1/x").status()).isEqualTo(401);
        assertThat(RawHttp.get(server, "/live/mb?token=" + room).status()).isEqualTo(403);
        assertThat(RawHttp.get(server, "/live/mb?stream=room1/x&stream=room2/x&token=" + room)
                        .status())
                .isEqualTo(403);
        assertThat(audit.lines().get(0).path("stream").asText()).isEqualTo("x");
        assertThat(audit.lines().get(0).path("room").asText()).isEqualTo("room1");
    }

    @Test
    public void goes_on_while_its_client_may_and_ends_when_it_may_not() throws Exception {
        String token = signed(token());
        String query = "?stream=x&token=" + token;
        // In a room: Red5 takes no further WebSocket of a place that the last one has left.
        try (WebSocketClient socket = new WebSocketClient(server, "/live/lasting/?token=" + token);
                Player later = new Player("/live/mb" + query);
                Player silent = new Player("/live/mb" + query.replace("=x", "=silent"));
                Player atOnce = new Player("/live/at-once" + query)) {
            later.receives();
            AuditLog audit = server.audit();
            server.configure(StagedoorServer.JWT_FILE, server.jwt("clockSkewSeconds=61"));
            eventually(() -> assertThat(audit.decisions())
                    .filteredOn("reconsider allow GRANTED"::equals)
                    .hasSize(4));
            later.receives();
            atOnce.receives();
            socket.assertOpen();

            server.writeSecret(Token.newSecret());
            later.ends();
            atOnce.ends();
            silent.ends();
            socket.assertCutOff();
            assertThat(audit.decisions())
                    .filteredOn("reconsider deny BAD_SIGNATURE"::equals)
                    .hasSize(4);
            eventually(() -> assertThat(server.log())
                    .containsPattern("'live': onChange disconnected \\d client\\(s\\): BAD_SIGNATURE"));
        } finally {
            server.writeSecret(server.secret());
            eventually(() -> {
                try (Player player = new Player("/live/mb?stream=x&token=" + signed(token()))) {
                    player.receives();
                }
            });
        }
    }

    private static WebSocketClient socket(int seconds) {
        return new WebSocketClient(server, "/live/?token=" + seconds);
    }

    /** What one token let in, by each protocol. */
    private static final class Ending implements AutoCloseable {

        private final Feed publisher;
        private final RtmpClient player;
        private final Player response;
        private final WebSocketClient socket;

        private Ending(String name, int seconds) throws IOException {
            publisher = Feed.publish(server, "live?token=" + seconds, name, "mark");
            player = RtmpClient.connected(server.rtmpPort(), "live?token=" + seconds);
            assertThat(player.play(player.createStream(), name)).isEqualTo(Clients.PLAYING);
            response = new Player("/live/mb?stream=x&token=" + seconds);
            socket = socket(seconds);
        }

        private void isOver() throws Exception {
            isTold(publisher.client(), "NetStream.Publish.Denied", "NetConnection.Connect.Closed");
            isTold(player, "NetStream.Play.Stop", "NetConnection.Connect.Closed");
            response.ends();
            socket.assertCutOff();
        }

        private void isTold(RtmpClient client, String... codes) {
            assertThat(client.socket().awaitClosed(Duration.ofMillis(TIMEOUT_MILLIS)))
                    .isTrue();
            assertThat(client.socket().received().stream()
                            .filter(message -> message.isCommand("onStatus"))
                            .map(Message::code))
                    .contains(codes);
        }

        @Override
        public void close() throws IOException {
            publisher.close();
            player.close();
            response.close();
            socket.close();
        }
    }

    /** What has ended, and why. */
    private static List<String> ends() throws IOException {
        String log = Files.readString(server.stagedoor().resolve("log").resolve("allowed.log"));
        return END.matcher(log)
                .results()
                .map(end -> end.group(1) + " " + end.group(2))
                .toList();
    }

    @Test
    public void what_was_granted_ends_by_each_protocol_also_while_the_bundles_are_away() throws Exception {
        server.configure(StagedoorServer.APPLICATION_FILE, "application=live", "authenticator=ends-soon");
        eventually(() -> assertThat(Clients.connect(server, "live", "60")).isEqualTo(Clients.CONNECTED));
        // Red5 removes the scope of an application without a listener once the last WebSocket has left, and takes no
        // further one.
        try (WebSocketClient stays = socket(600)) {
            try (Ending ending = new Ending("a", 6)) {
                ending.isOver();
                eventually(() -> assertThat(ends()).contains("publish EXPIRED", "play EXPIRED", "connect EXPIRED"));
            }
            try (Ending ending = new Ending("b", 20)) {
                server.removeBundle("red5-bridge.jar");
                server.removeBundle("core.jar");
                eventually(
                        () -> assertThat(Clients.connect(server, "live", "60")).isEqualTo(Clients.REJECTED));
                ending.isOver();
            }
        } finally {
            server.restoreBundle("core.jar");
            server.restoreBundle("red5-bridge.jar");
            server.configure(StagedoorServer.APPLICATION_FILE, server.application("onChange=reauthenticate"));
            eventually(() -> {
                try (Player player = new Player("/live/mb?stream=x&token=" + signed(token()))) {
                    player.receives();
                }
            });
        }
    }
}
