package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.sees;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** {@code expiry=cut}: what a token granted ends with it, on each protocol, and clients are told before. */
public class ExpiryIT {

    /** Long enough for a client to get in on a slow machine. */
    private static final Duration BRIEF = Duration.ofSeconds(12);

    private static final Pattern END =
            Pattern.compile("\"action\":\"(\\w+)\"[^\n]*\"decision\":\"end\",\"reason\":\"(\\w+)\"");
    private static StagedoorServer server;

    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.prepared().withJwt();
        server.installation()
                .withServlet("Endless", EndlessPlayer.SERVLET, "/mb", "/at-once")
                .withWebSockets();
        server.configure(StagedoorServer.JWT_FILE, server.jwt("expiry=cut"));
        server.start();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(hls.resolve("x.m3u8"), "#EXTM3U\n#EXTINF:1,\nx0.ts\n");
        Files.writeString(hls.resolve("x0.ts"), "segment");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static String brief() {
        return token().expiresIn(BRIEF).signedWith(server.secret());
    }

    private static List<String> ends() throws IOException {
        String log = Files.readString(server.stagedoor().resolve("log").resolve("allowed.log"));
        return END.matcher(log)
                .results()
                .map(end -> end.group(1) + " " + end.group(2))
                .toList();
    }

    private static boolean isTold(RtmpClient client, String code) {
        return client.socket().received().stream()
                .filter(message -> message.isCommand("onStatus"))
                .map(Message::code)
                .anyMatch(code::equals);
    }

    @Test
    public void publisher_and_player_are_told_before_and_why() throws Exception {
        String token = brief();
        try (Feed feed = Feed.publish(server, "live?token=" + token, "told", "mark");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
            assertThat(viewer.play(viewer.createStream(), "told")).isEqualTo(PLAYING);
            for (RtmpClient client : List.of(feed.client(), viewer)) {
                assertThat(client.socket().await(m -> m.isCommand("onStagedoorExpiring"), PATIENCE))
                        .as("told before")
                        .isPresent();
                Clients.assertClosed(client);
                assertThat(isTold(client, "NetConnection.Connect.Closed")).isTrue();
            }
            assertThat(isTold(feed.client(), "NetStream.Publish.Denied")).isTrue();
            assertThat(isTold(viewer, "NetStream.Play.Stop")).isTrue();
        }
        eventually(() -> assertThat(ends()).contains("publish EXPIRED", "play EXPIRED", "connect EXPIRED"));
        assertThat(Clients.connect(server, "live", token)).isEqualTo(REJECTED);
    }

    @Test
    public void ffmpeg_is_cut_off_and_who_has_a_longer_token_goes_on() throws Exception {
        assumeTrue("ffmpeg is not installed", FfmpegPair.isInstalled());
        String longer = token().signedWith(server.secret());
        try (Feed other = Feed.publish(server, "live?token=" + longer, "other", "mark-other");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + longer);
                FfmpegPair pair =
                        FfmpegPair.start(server, brief(), server.home().resolve("recording.flv"))) {
            assertThat(viewer.play(viewer.createStream(), "other")).isEqualTo(PLAYING);
            eventually(PATIENCE, () -> assertThat(pair.times()).isNotEmpty());
            assertThat(pair.awaitEnd(PATIENCE)).isTrue();
            assertThat(sees(viewer, "mark-other")).isTrue();
        }
    }

    @Test
    public void session_of_a_player_ends_with_its_token() throws Exception {
        String playlist =
                RawHttp.get(server, "/live/hls/x.m3u8?token=" + brief()).body();
        String segment = "/live/hls/"
                + playlist.lines()
                        .filter(line -> line.startsWith("x0.ts"))
                        .findFirst()
                        .orElseThrow();
        assertThat(RawHttp.get(server, segment).status()).isEqualTo(200);
        eventually(
                PATIENCE,
                () -> assertThat(RawHttp.get(server, segment).status()).isEqualTo(401));
    }

    @Test
    public void web_socket_and_responses_end_with_their_token_and_it_opens_no_other() throws Exception {
        String token = brief();
        String longer = token().signedWith(server.secret());
        // In rooms: Red5 takes no further WebSocket of a place that the last one has left.
        try (EndlessPlayer other = new EndlessPlayer(server, "/live/mb?stream=x&token=" + longer);
                WebSocketClient stays = new WebSocketClient(server, "/live/stays/?token=" + longer);
                EndlessPlayer later = new EndlessPlayer(server, "/live/mb?stream=x&token=" + token);
                EndlessPlayer atOnce = new EndlessPlayer(server, "/live/at-once?stream=x&token=" + token);
                WebSocketClient socket = new WebSocketClient(server, "/live/ends/?token=" + token)) {
            later.receives();
            atOnce.receives();
            socket.assertOpen();
            socket.assertCutOff();
            later.ends();
            atOnce.ends();
            other.receives();
            stays.assertOpen();
        }
        assertThat(RawHttp.get(server, "/live/mb?stream=x&token=" + token).status())
                .isEqualTo(401);
        assertThat(RawHttp.request(server, "GET", "/live/again/?token=" + token, RawHttp.HANDSHAKE)
                        .status())
                .isEqualTo(401);
    }

    @Test
    public void web_socket_and_responses_end_also_while_core_is_away() throws Exception {
        String token = brief();
        try (EndlessPlayer player = new EndlessPlayer(server, "/live/mb?stream=x&token=" + token);
                WebSocketClient socket = new WebSocketClient(server, "/live/away/?token=" + token)) {
            server.removeBundle("core.jar");
            try {
                player.receives();
                socket.assertCutOff();
                player.ends();
            } finally {
                server.restoreBundle("core.jar");
            }
        }
        eventually(
                PATIENCE,
                () -> assertThat(RawHttp.get(server, "/live/mb?stream=x&token=" + token)
                                .status())
                        .isEqualTo(401));
    }

    @Test
    public void cut_comes_also_while_core_is_replaced() throws Exception {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + brief())) {
            server.removeBundle("core.jar");
            try {
                Clients.assertClosed(client);
            } finally {
                server.restoreBundle("core.jar");
            }
        }
        String token = token().signedWith(server.secret());
        eventually(
                PATIENCE,
                () -> assertThat(Clients.connect(server, "live", token)).isEqualTo(CONNECTED));
        try (Feed feed = Feed.publish(server, "live?token=" + brief(), "over", "mark")) {
            server.restoreBundle("core.jar");
            Clients.assertClosed(feed.client());
        }
        // The new core tells of the end.
        eventually(PATIENCE, () -> assertThat(ends()).contains("publish EXPIRED"));
    }
}
