package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Clients that are in send a new token before the old one ends ({@code expiry=cut}), and go on without a gap. */
public class RefreshIT {

    /** Long enough for a client to get in and to send another token on a slow machine. */
    private static final Duration BRIEF = Duration.ofSeconds(15);

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
        server.configure(StagedoorServer.APPLICATION_FILE, server.application("refresh=true"));
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
        return signed(token().expiresIn(BRIEF));
    }

    private static String longer() {
        return signed(token());
    }

    private static String signed(Token token) {
        return token.signedWith(server.secret());
    }

    private static List<String> ends() throws IOException {
        return END.matcher(log("allowed.log"))
                .results()
                .map(end -> end.group(1) + " " + end.group(2))
                .toList();
    }

    private static String log(String name) throws IOException {
        Path log = server.stagedoor().resolve("log").resolve(name);
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static Message refresh(RtmpClient client, String token) throws IOException {
        return client.call("stagedoorRefresh", token).orElseThrow(() -> new AssertionError("closed"));
    }

    private static void assertRefreshed(RtmpClient client, String token) throws IOException {
        Message answer = refresh(client, token);
        assertThat(answer.isCommand("_result")).as("%s", answer).isTrue();
        assertThat(answer.code()).isEqualTo("NetConnection.Call.Success");
    }

    /** Nobody is told why. */
    private static void assertNotRefreshed(RtmpClient client, String token) throws IOException {
        Message answer = refresh(client, token);
        assertThat(answer.isCommand("_error")).as("%s", answer).isTrue();
        assertThat(answer.code()).isEqualTo("NetConnection.Call.Failed");
        assertThat(last(answer).get("description")).isEqualTo("The session was not refreshed.");
    }

    private static Map<?, ?> last(Message answer) {
        List<Object> values = answer.values();
        return (Map<?, ?>) values.get(values.size() - 1);
    }

    private static String id(RtmpClient client) throws IOException {
        Message answer = client.call("stagedoorSession").orElseThrow();
        assertThat(answer.isCommand("_result")).isTrue();
        return (String) last(answer).get("refreshId");
    }

    private static RawHttp.Answer post(String id, String token) throws IOException {
        String body = "session=" + id;
        try (Raw raw = new Raw(
                "POST /live/stagedoor/refresh HTTP/1.1",
                body,
                "Authorization: Bearer " + token,
                "Content-Type: application/x-www-form-urlencoded",
                "Connection: close")) {
            return raw.head();
        }
    }

    private static RtmpClient viewer(String name) throws IOException {
        RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + longer());
        assertThat(viewer.play(viewer.createStream(), name)).isEqualTo(PLAYING);
        return viewer;
    }

    /** One who came at the same time by the same token, and has not sent another: gone when the token is over. */
    private static void awaitEndOf(RtmpClient other) {
        Clients.assertClosed(other);
    }

    private static RtmpClient connected(String token) throws IOException {
        return RtmpClient.connected(server.rtmpPort(), "live?token=" + token);
    }

    /** Each frame has its time, 40 ms after the one before. */
    private static void assertNoGap(RtmpClient viewer, String mark) {
        List<Long> times = viewer.socket().received().stream()
                .filter(message -> message.type() == 9 && message.holds(mark))
                .map(Message::timestamp)
                .toList();
        assertThat(times).hasSizeGreaterThan(10);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1))
                    .as("frame %d of %s", i, times)
                    .isEqualTo(40);
        }
    }

    /** A request whose answer goes on. */
    private static final class Raw implements AutoCloseable {

        private final Socket socket;
        private final String head;

        Raw(String line, String body, String... headers) throws IOException {
            socket = new Socket(server.http().getHost(), server.http().getPort());
            socket.setSoTimeout(30_000);
            String request = line + "\r\nHost: " + server.http().getAuthority() + "\r\nContent-Length: "
                    + body.length() + "\r\n" + String.join("\r\n", headers)
                    + (headers.length == 0 ? "" : "\r\n") + "\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder read = new StringBuilder();
            while (!read.toString().endsWith("\r\n\r\n")) {
                int b = socket.getInputStream().read();
                if (b < 0) {
                    break;
                }
                read.append((char) b);
            }
            head = read.toString();
        }

        private RawHttp.Answer head() {
            return new RawHttp.Answer(Integer.parseInt(head.split(" ", 3)[1]), head);
        }

        private String id() {
            assertThat(head().status()).as(head).isIn(101, 200);
            return head().header("Stagedoor-Session");
        }

        private void receives() throws IOException {
            assertThat(socket.getInputStream().readNBytes(10_000)).hasSize(10_000);
        }

        private void awaitEnd() throws IOException {
            while (socket.getInputStream().read() >= 0) {
                // What was on its way.
            }
        }

        /** A ping (RFC 6455 §5.5.2) that is answered; masked with nothing. */
        private void pings() throws IOException {
            socket.getOutputStream().write(new byte[] {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0});
            int frame = socket.getInputStream().read();
            while (frame == 0x89) { // one of the server's own
                int length = socket.getInputStream().read();
                assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
                frame = socket.getInputStream().read();
            }
            assertThat(frame).isEqualTo(0x8a);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    public void publisher_goes_on_beyond_the_end_of_its_first_token_without_losing_a_frame() throws Exception {
        String token = brief();
        try (Feed feed = Feed.publish(server, "live?token=" + token, "goes-on", "mark-on");
                RtmpClient viewer = viewer("goes-on");
                RtmpClient other = connected(token)) {
            Message answer = refresh(feed.client(), longer());
            assertThat(answer.isCommand("_result")).as("%s", answer).isTrue();
            assertThat((Double) last(answer).get("seconds")).isGreaterThan((double) BRIEF.toSeconds());
            awaitEndOf(other);
            assertThat(sees(viewer, "mark-on")).isTrue();
            assertThat(sees(viewer, "mark-on")).isTrue();
            assertNoGap(viewer, "mark-on");
        }
        eventually(() -> assertThat(log("allowed.log")).contains("\"action\":\"refresh\""));
        assertThat(server.logs()).doesNotContain(token);
    }

    @Test
    public void refused_token_changes_nothing_and_the_old_one_ends_in_its_time() throws Exception {
        String token = brief();
        try (Feed feed = Feed.publish(server, "live?token=" + token, "refused", "mark-refused")) {
            assertNotRefreshed(feed.client(), token().signedWith(Token.newSecret()));
            assertNotRefreshed(feed.client(), signed(token().claim("sub", "user-2")));
            assertNotRefreshed(feed.client(), signed(token().expiresIn(Duration.ofMinutes(-5))));
            assertNotRefreshed(feed.client(), "sdt_0123456789abcdefABCDEF");
            assertThat(seenAsPublished("refused")).isTrue();
            Clients.assertClosed(feed.client());
        }
        eventually(PATIENCE, () -> assertThat(ends()).contains("publish EXPIRED"));
        assertThat(log("audit.log")).contains("\"reason\":\"OTHER_HOLDER\"");
    }

    private static boolean seenAsPublished(String name) throws IOException {
        try (RtmpClient viewer = viewer(name)) {
            return sees(viewer, "mark-" + name);
        }
    }

    private static boolean sees(RtmpClient viewer, String mark) {
        return Clients.sees(viewer, mark);
    }

    @Test
    public void what_the_new_token_does_not_cover_is_cut_and_the_rest_goes_on() throws Exception {
        try (Feed other = Feed.publish(server, "live?token=" + longer(), "others", "mark-others");
                Feed feed = Feed.publish(server, "live?token=" + longer(), "cut", "mark-cut");
                RtmpClient viewer = viewer("cut")) {
            assertThat(feed.client().play(feed.client().createStream(), "others"))
                    .isEqualTo(PLAYING);
            assertRefreshed(feed.client(), signed(token().roles("red5-subscriber")));
            assertThat(feed.client()
                            .socket()
                            .await(
                                    m -> m.isCommand("onStatus") && m.code().equals("NetStream.Publish.Denied"),
                                    PATIENCE))
                    .isPresent();
            assertThat(viewer.socket()
                            .await(
                                    m -> m.isCommand("onStatus") && m.code().equals("NetStream.Play.UnpublishNotify"),
                                    PATIENCE))
                    .isPresent();
            assertThat(sees(feed.client(), "mark-others")).isTrue();
            eventually(PATIENCE, () -> assertThat(ends()).contains("publish RECHECK_DENIED"));
            assertThat(feed.client().publish(feed.client().createStream(), "cut", "live"))
                    .isEqualTo(Clients.PUBLISH_REFUSED);
        }
    }

    @Test
    public void backend_refreshes_an_encoder_by_the_id_that_only_its_client_was_told() throws Exception {
        String token = brief();
        try (Feed feed = Feed.publish(server, "live?token=" + token, "encoder", "mark-encoder");
                RtmpClient other = connected(token)) {
            String id = id(feed.client());
            assertThat(id).startsWith("sgd_");
            assertThat(id(other)).isNotEqualTo(id);
            // What logs and operators know names nothing.
            String known = log("allowed.log").split("\"connection\":\"")[1].split("\"")[0];
            assertThat(post(known, longer()).status()).isEqualTo(401);
            assertThat(post(id, signed(token().claim("sub", "user-2"))).status())
                    .isEqualTo(401);
            RawHttp.Answer answer = post(id, longer());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Long.parseLong(answer.header("Stagedoor-Ends-At")))
                    .isGreaterThan(System.currentTimeMillis() + BRIEF.toMillis());
            awaitEndOf(other);
            assertThat(seenAsPublished("encoder")).isTrue();
            assertThat(server.logs()).doesNotContain(id);
        }
    }

    @Test
    public void endless_responses_and_web_sockets_go_on_by_a_post() throws Exception {
        String token = brief();
        String upgrade = " HTTP/1.1";
        String closes = "Connection: close";
        try (Raw response = new Raw("GET /live/mb?stream=x&token=" + token + upgrade, "", closes);
                Raw other = new Raw("GET /live/mb?stream=x&token=" + token + "&other=1" + upgrade, "", closes);
                Raw socket = new Raw("GET /live/goes-on/?token=" + token + upgrade, "", handshake());
                Raw ends = new Raw("GET /live/ends/?token=" + token + upgrade, "", handshake())) {
            response.receives();
            for (Raw one : List.of(response, socket)) {
                RawHttp.Answer answer = post(one.id(), longer());
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            }
            ends.awaitEnd();
            other.awaitEnd();
            response.receives();
            socket.pings();
        }
    }

    private static String[] handshake() {
        return new String[] {
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
        };
    }

    @Test
    public void player_of_hls_goes_on_by_another_authorization() throws Exception {
        String token = brief();
        String[] parts = new String[2];
        for (int i = 0; i < parts.length; i++) {
            RawHttp.Answer playlist =
                    RawHttp.request(server, "GET", "/live/hls/x.m3u8?token=" + token, "User-Agent: player-" + i);
            assertThat(playlist.header("Stagedoor-Session")).startsWith("sgd_");
            parts[i] = "/live/hls/"
                    + playlist.body()
                            .lines()
                            .filter(line -> line.startsWith("x0.ts"))
                            .findFirst()
                            .orElseThrow();
        }
        String bearer = "Authorization: Bearer ";
        RawHttp.Answer part = RawHttp.request(server, "GET", parts[0], bearer + longer());
        assertThat(part.status()).isEqualTo(200);
        assertThat(part.header("Stagedoor-Session"))
                .as("shown with credentials only")
                .isEmpty();
        // One of somebody else does nothing.
        assertThat(RawHttp.request(server, "GET", parts[1], bearer + signed(token().claim("sub", "user-2")))
                        .status())
                .isEqualTo(200);
        eventually(
                PATIENCE,
                () -> assertThat(RawHttp.get(server, parts[1]).status()).isEqualTo(401));
        assertThat(RawHttp.get(server, parts[0]).status()).isEqualTo(200);
        assertThat(RawHttp.get(server, "/live/hls/x.m3u8?token=" + token).status())
                .isEqualTo(401);
    }

    /** Nobody tries on the session itself: it takes so many tokens a minute, and no more. */
    private static void rotate(String secret) {
        server.writeSecret(secret);
        eventually(
                PATIENCE,
                () -> assertThat(Clients.connect(server, "live", token().signedWith(secret)))
                        .isEqualTo(Clients.CONNECTED));
    }

    private static long starts(String line) {
        return server.ownLog().lines().filter(each -> each.contains(line)).count();
    }

    @Test
    public void publisher_goes_on_while_everything_is_swapped() throws Exception {
        String token = brief();
        try (Feed feed = Feed.publish(server, "live?token=" + token, "swapped", "mark-swapped");
                RtmpClient viewer = viewer("swapped");
                RtmpClient other = connected(token)) {
            String id = id(feed.client());
            String open = "Gate open";
            for (String[] swap : new String[][] {
                {"core.jar", open}, {"red5-bridge.jar", open}, {"auth-jwt.jar", "JwtComponent: stagedoor.authenticator"}
            }) {
                long starts = starts(swap[1]);
                server.restoreBundle(swap[0]);
                eventually(
                        PATIENCE, () -> assertThat(starts(swap[1])).as(swap[0]).isGreaterThan(starts));
                String next = brief();
                eventually(PATIENCE, () -> assertRefreshed(feed.client(), next));
                assertThat(id(feed.client())).isEqualTo(id);
            }
            assertRefreshed(feed.client(), longer());
            awaitEndOf(other);
            String before = server.secret();
            String after = Token.newSecret();
            try (RtmpClient second = connected(brief())) {
                assertRefreshed(feed.client(), brief());
                rotate(after);
                assertRefreshed(feed.client(), token().signedWith(after));
                awaitEndOf(second);
                assertThat(sees(viewer, "mark-swapped")).isTrue();
                assertNoGap(viewer, "mark-swapped");
            } finally {
                rotate(before);
            }
            assertRefreshed(feed.client(), longer());
        }
    }
}
