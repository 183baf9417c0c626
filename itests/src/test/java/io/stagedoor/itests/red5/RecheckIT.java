package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.sees;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** {@code recheckSeconds}: a backend is asked again about who is in, on each protocol, on a real server. */
public class RecheckIT {

    private static final String FILE = "stagedoor.authenticator.roundtrip-live-backend.cfg";
    /** Where it is not about time, a slow machine is not to be taken for a backend that does not answer. */
    private static final String LONG = "timeoutMillis=20000";

    /** Longer than a client stays without an answer, also on a slow machine. */
    private static final Duration TO_THE_END = Duration.ofSeconds(60);

    private static final Pattern END =
            Pattern.compile("\"action\":\"(\\w+)\"[^\n]*\"decision\":\"end\",\"reason\":\"(\\w+)\"");
    private static StagedoorServer server;

    private Backend backend;

    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withWebSockets();
        server.start();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(hls.resolve("x.m3u8"), "#EXTM3U\n#EXTINF:1,\nx0.ts\n");
        Files.writeString(hls.resolve("x0.ts"), "segment");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void begin() throws IOException {
        backend = new Backend();
    }

    @After
    public void end() {
        backend.close();
    }

    /** A new name shows that the configuration is in force. */
    private void configure(String... application) throws Exception {
        String name = "backend-" + UUID.randomUUID();
        server.configure(
                FILE,
                "name=" + name,
                "validateUrl=" + backend.url("/validate"),
                "recheckConnections=true",
                "breakerMinimumCalls=100",
                LONG);
        List<String> lines =
                new ArrayList<>(List.of("application=live", "authenticator=" + name, "decisionTimeoutMillis=30000"));
        lines.addAll(List.of(application));
        server.configure(APPLICATION_FILE, lines.toArray(String[]::new));
        eventually(() -> {
            AuditLog audit = server.audit();
            try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?" + as("probe"))) {
                assertThat(client.createStream()).isPositive();
            }
            assertThat(audit.lines())
                    .anySatisfy(line ->
                            assertThat(line.path("authenticator").asText()).isEqualTo(name));
        });
    }

    private static String as(String user) {
        return "username=" + user + "&password=canary-password";
    }

    private static String segment(String user) throws IOException {
        RawHttp.Answer playlist = RawHttp.get(server, "/live/hls/x.m3u8?" + as(user));
        assertThat(playlist.status()).as(playlist.text()).isEqualTo(200);
        return "/live/hls/"
                + playlist.body()
                        .lines()
                        .filter(line -> line.startsWith("x0.ts"))
                        .findFirst()
                        .orElseThrow();
    }

    private static int status(String path) throws IOException {
        return RawHttp.get(server, path).status();
    }

    private static List<String> ends() throws IOException {
        Path log = server.stagedoor().resolve("log").resolve("allowed.log");
        return END.matcher(Files.readString(log))
                .results()
                .map(end -> end.group(1) + " " + end.group(2))
                .toList();
    }

    private Stream<JsonNode> rechecks(String user) {
        return backend.asked().stream()
                .filter(question -> question.path("recheck").asBoolean())
                .filter(question -> question.path("username").asText().equals(user));
    }

    @Test
    public void user_who_is_blocked_at_the_backend_is_cut_off_everywhere_and_others_go_on() throws Exception {
        configure("recheckSeconds=4");
        // In rooms: Red5 takes no further WebSocket of a place that the last one has left.
        try (Feed amy = Feed.publish(server, "live?" + as("amy"), "hers", "mark-of-amy");
                RtmpClient bob = RtmpClient.connected(server.rtmpPort(), "live?" + as("bob"));
                Feed feed = Feed.publish(server, "live?" + as("bob"), "his", "mark-of-bob");
                RtmpClient idle = RtmpClient.connected(server.rtmpPort(), "live?" + as("bob"));
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?" + as("amy"));
                WebSocketClient his = new WebSocketClient(server, "/live/one/?" + as("bob"));
                WebSocketClient hers = new WebSocketClient(server, "/live/two/?" + as("amy"))) {
            assertThat(bob.play(bob.createStream(), "hers")).isEqualTo(PLAYING);
            assertThat(viewer.play(viewer.createStream(), "hers")).isEqualTo(PLAYING);
            String hisSegment = segment("bob");
            String herSegment = segment("amy");
            eventually(
                    PATIENCE,
                    () -> assertThat(rechecks("bob")
                                    .map(question -> question.path("streamID").asText()))
                            .contains("", "his", "hers"));
            assertThat(status(hisSegment)).isEqualTo(200);
            his.assertOpen();

            backend.block("bob");
            Clients.assertClosed(bob);
            Clients.assertClosed(feed.client());
            Clients.assertClosed(idle);
            his.assertCutOff();
            eventually(PATIENCE, () -> assertThat(status(hisSegment)).isEqualTo(401));
            eventually(
                    PATIENCE,
                    () -> assertThat(ends())
                            .contains("publish RECHECK_DENIED", "play RECHECK_DENIED", "connect RECHECK_DENIED"));

            assertThat(sees(viewer, "mark-of-amy")).isTrue();
            assertThat(status(herSegment)).isEqualTo(200);
            hers.assertOpen();
            assertThat(amy.client().createStream()).isPositive();
            assertThat(server.logs()).doesNotContain("canary-password");
        }
    }

    @Test
    public void ffmpeg_of_a_blocked_user_is_cut_off() throws Exception {
        assumeTrue("ffmpeg is not installed", FfmpegPair.isInstalled());
        configure("recheckSeconds=4");
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg",
                        "-nostdin",
                        "-v",
                        "error",
                        "-re",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=160x120:rate=25",
                        "-c:v",
                        "flv1",
                        "-f",
                        "flv",
                        server.rtmpUrl() + "?" + as("carl") + "/ff")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            eventually(
                    PATIENCE,
                    () -> assertThat(rechecks("carl")
                                    .map(question -> question.path("streamID").asText()))
                            .contains("ff"));
            assertThat(ffmpeg.isAlive()).isTrue();
            backend.block("carl");
            assertThat(ffmpeg.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            ffmpeg.destroyForcibly();
        }
    }

    @Test
    public void who_is_in_stays_while_the_backend_does_not_answer_and_not_for_ever() throws Exception {
        configure("recheckSeconds=4", "recheckMaxStaleSeconds=20");
        try (RtmpClient dan = RtmpClient.connected(server.rtmpPort(), "live?" + as("dan"))) {
            String segment = segment("dan");
            eventually(PATIENCE, () -> assertThat(rechecks("dan")).isNotEmpty());
            backend.answers(503, "");
            eventually(
                    PATIENCE,
                    () -> assertThat(server.log())
                            .containsPattern(
                                    "recheckSeconds: no authenticator answered whether [12] connected client\\(s\\) may stay"));
            assertThat(dan.createStream()).as("still in").isPositive();
            assertThat(status(segment)).isEqualTo(200);
            // An update of the core prolongs nothing.
            server.restoreBundle("core.jar");
            AuditLog audit = server.audit();
            assertThat(dan.socket().awaitClosed(TO_THE_END)).as("closed").isTrue();
            eventually(TO_THE_END, () -> assertThat(status(segment)).isEqualTo(401));
            assertThat(audit.decisions()).anyMatch(decision -> decision.startsWith("recheck unavailable"));
        }
    }

    @Test
    public void answer_says_when_to_ask_again() throws Exception {
        configure();
        backend.answers(200, "{\"result\":true,\"recheckAfter\":3}");
        try (Feed feed = Feed.publish(server, "live?" + as("eve"), "often", "mark")) {
            eventually(PATIENCE, () -> assertThat(rechecks("eve")).hasSizeGreaterThan(2));
            backend.block("eve");
            Clients.assertClosed(feed.client());
        }
    }
}
