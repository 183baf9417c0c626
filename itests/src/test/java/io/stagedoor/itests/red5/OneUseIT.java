package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.NewerJar;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** {@code tokenUse=once}: one client uses a token, over each protocol, and comes again for a while. */
public class OneUseIT {

    private static final String HERE = "127.0.0.1";
    private static final String ELSEWHERE = "127.0.0.2";
    private static final String RECONNECT = "reconnectSeconds=";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static StagedoorServer server;

    @BeforeClass
    public static void start() throws Exception {
        server = StagedoorServer.prepared().withJwt();
        server.configure(StagedoorServer.JWT_FILE, server.jwt("tokenUse=once"));
        server.configure(StagedoorServer.APPLICATION_FILE, server.application(RECONNECT + 600, "streamNameAuth=true"));
        server.installation().withServlet("Endless", EndlessPlayer.SERVLET, "/mb", "/at-once");
        server.start();
        files(server);
    }

    private static void files(StagedoorServer of) throws IOException {
        Path hls = Files.createDirectories(of.home().resolve("webapps/live/hls"));
        Files.writeString(hls.resolve("s1.m3u8"), "#EXTM3U\n#EXTINF:4,\ns10.ts\n");
        Files.writeString(hls.resolve("s10.ts"), "segment");
        Files.writeString(hls.resolve("s2.m3u8"), "#EXTM3U\n#EXTINF:4,\ns20.ts\n");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static String fresh() {
        return token().claim("jti", "once-" + COUNT.incrementAndGet()).signedWith(server.secret());
    }

    /** A client that has connected with a token; the token is not used thereby. */
    private static RtmpClient from(String address, String token) throws IOException {
        RtmpClient client = RtmpClient.openFrom(address, server.rtmpPort());
        assertThat(client.connect("live?token=" + token)).isEqualTo(CONNECTED);
        return client;
    }

    private static String publish(RtmpClient client, String name) throws IOException {
        return client.publish(client.createStream(), name, "live");
    }

    private static String publishFrom(String address, String token, String name) throws IOException {
        try (RtmpClient client = from(address, token)) {
            return publish(client, name);
        }
    }

    private static List<String> lines(String log, String part) throws IOException {
        Path file = server.stagedoor().resolve("log").resolve(log);
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> line.contains(part))
                        .toList()
                : List.of();
    }

    @Test
    public void one_client_publishes_and_plays_with_a_token() throws Exception {
        String token = fresh();
        int before = lines("audit.log", "TOKEN_USED").size();
        try (RtmpClient ann = from(HERE, token);
                RtmpClient bob = from(HERE, token)) {
            int first = ann.createStream();
            assertThat(ann.publish(first, "p1", "live")).isEqualTo(PUBLISHED);
            try (Feed feed = Feed.send(ann, first, "mark-1")) {
                assertThat(publish(ann, "p2")).isEqualTo(PUBLISHED);
                assertThat(ann.play(ann.createStream(), "p1")).isEqualTo(PLAYING);
                assertThat(bob.play(bob.createStream(), "p1")).isNotEqualTo(PLAYING);
                assertThat(publishFrom(HERE, token, "p3")).isNotEqualTo(PUBLISHED);
                assertThat(publishFrom(ELSEWHERE, token, "p3")).isNotEqualTo(PUBLISHED);
                assertThat(RawHttp.get(server, "/live/hls/s1.m3u8?token=" + token)
                                .status())
                        .isEqualTo(401);
                assertThat(feed.client().createStream()).isPositive();
            }
        }
        eventually(() -> assertThat(lines("audit.log", "TOKEN_USED")).hasSize(before + 4));
    }

    @Test
    public void one_client_plays_with_a_token_and_without_an_id_nobody_does() throws Exception {
        String token = fresh();
        try (Feed feed = Feed.publish(server, "live?token=" + fresh(), "watched", "mark-2");
                RtmpClient viewer = from(HERE, token);
                RtmpClient other = from(ELSEWHERE, token)) {
            assertThat(viewer.play(viewer.createStream(), "watched")).isEqualTo(PLAYING);
            assertThat(Clients.sees(viewer, "mark-2")).isTrue();
            assertThat(other.play(other.createStream(), "watched")).isNotEqualTo(PLAYING);
            assertThat(feed.client().createStream()).isPositive();
        }
        assertThat(Clients.refusals(server, "live", token().signedWith(server.secret())))
                .containsExactly("connect deny CLAIM_REQUIRED");
    }

    @Test
    public void over_http_one_device_uses_a_token() throws Exception {
        String token = fresh();
        RawHttp.Answer playlist = RawHttp.get(server, "/live/hls/s1.m3u8?token=" + token);
        assertThat(playlist.status()).isEqualTo(200);
        String cookie = playlist.header("Set-Cookie").split(";")[0];
        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "Cookie: " + cookie)
                        .status())
                .isEqualTo(200);
        for (String again : List.of("s1.m3u8", "s10.ts", "s2.m3u8")) {
            assertThat(RawHttp.get(server, "/live/hls/" + again + "?token=" + token)
                            .status())
                    .as(again)
                    .isEqualTo(200);
        }
        for (RawHttp.Answer other : List.of(
                RawHttp.getFrom(ELSEWHERE, server, "/live/hls/s1.m3u8?token=" + token),
                RawHttp.request(server, "GET", "/live/hls/s1.m3u8?token=" + token, "User-Agent: another"))) {
            assertThat(other.status()).isEqualTo(401);
            assertThat(other.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        }
        assertThat(publishFrom(HERE, token, "by-http")).isNotEqualTo(PUBLISHED);
    }

    @Test
    public void an_endless_response_uses_a_token() throws Exception {
        String token = fresh();
        try (Socket socket = new Socket(server.http().getHost(), server.http().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET /live/mb?stream=x&token=" + token + " HTTP/1.1\r\nHost: here\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(10_000), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 200");
            assertThat(RawHttp.getFrom(ELSEWHERE, server, "/live/mb?stream=x&token=" + token)
                            .status())
                    .isEqualTo(401);
            assertThat(socket.getInputStream().readNBytes(5_000)).hasSize(5_000);
        }
    }

    @Test
    public void an_encoder_that_comes_again_from_its_address_gets_in() throws Exception {
        String token = fresh();
        assertThat(publishFrom(HERE, token, "again")).isEqualTo(PUBLISHED);
        assertThat(publishFrom(ELSEWHERE, token, "again")).isNotEqualTo(PUBLISHED);
        // What Red5 has of the one before goes a little later.
        eventually(() -> assertThat(publishFrom(HERE, token, "again")).isEqualTo(PUBLISHED));
    }

    /** By the name of its stream, as OBS. */
    @Test
    public void ffmpeg_with_the_key_in_its_stream_comes_again() throws Exception {
        assumeTrue("no ffmpeg", FfmpegPair.isInstalled());
        String token = fresh();
        String url = server.rtmpUrl() + "/ff?token=" + token;
        for (int i = 1; i <= 2; i++) {
            int times = i;
            Process ffmpeg = ffmpeg(url);
            try {
                eventually(PATIENCE, () -> assertThat(publishes("allow")).isEqualTo(times));
            } finally {
                ffmpeg.destroyForcibly().waitFor();
            }
            eventually(PATIENCE, () -> assertThat(publishes("end")).isEqualTo(times));
        }
        assertThat(publishFrom(ELSEWHERE, token, "ff")).isNotEqualTo(PUBLISHED);
    }

    /** How many lines of ffmpeg's publishes have this decision. */
    private static long publishes(String decision) throws IOException {
        Path log = server.stagedoor().resolve("log/allowed.log");
        return Files.notExists(log)
                ? 0
                : Files.readAllLines(log).stream()
                        .filter(line -> line.contains("\"stream\":\"ff\",\"action\":\"publish\""))
                        .filter(line -> line.contains("\"decision\":\"" + decision + "\""))
                        .count();
    }

    private static Process ffmpeg(String url) throws IOException {
        return new ProcessBuilder(
                        "ffmpeg",
                        "-nostdin",
                        "-loglevel",
                        "error",
                        "-re",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=160x120:rate=10",
                        "-c:v",
                        "flv1",
                        "-f",
                        "flv",
                        url)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    public void an_encoder_that_comes_too_late_does_not() throws Exception {
        server.configureInForce(server.application(RECONNECT + 3, "streamNameAuth=true"));
        try {
            String token = fresh();
            assertThat(publishFrom(HERE, token, "late")).isEqualTo(PUBLISHED);
            eventually(() ->
                    assertThat(lines("allowed.log", "\"decision\":\"end\"")).isNotEmpty());
            Instant end = Instant.now().plusSeconds(5);
            eventually(() -> assertThat(Instant.now()).isAfter(end));
            assertThat(publishFrom(HERE, token, "late")).isNotEqualTo(PUBLISHED);
            eventually(() -> assertThat(lines("audit.log", "for more than reconnectSeconds, 3 s"))
                    .isNotEmpty());
        } finally {
            server.configureInForce(server.application(RECONNECT + 600, "streamNameAuth=true"));
        }
    }

    /** The network has gone, and the server does not know it yet. */
    @Test
    public void a_connection_that_is_cut_off_without_knowing_is_taken_over() throws Exception {
        String token = fresh();
        try (FreezingProxy cable = new FreezingProxy(server.rtmpPort());
                RtmpClient cut = RtmpClient.connected(cable.port(), "live?token=" + token)) {
            int stream = cut.createStream();
            assertThat(cut.publish(stream, "cut", "live")).isEqualTo(PUBLISHED);
            try (Feed feed = Feed.send(cut, stream, "mark-3")) {
                for (int i = 0; i < 3; i++) {
                    assertThat(publishFrom(HERE, token, "cut")).isNotEqualTo(PUBLISHED);
                }
                cable.freeze();
                eventually(
                        PATIENCE,
                        () -> assertThat(publishFrom(HERE, token, "cut")).isEqualTo(PUBLISHED));
                assertThat(feed).isNotNull();
            }
        }
        eventually(() ->
                assertThat(lines("allowed.log", "\"reason\":\"REPLACED\"")).isNotEmpty());
    }

    @Test
    public void a_later_core_and_a_later_bridge_know_who_has_it() throws Exception {
        String token = fresh();
        try (RtmpClient ann = from(HERE, token)) {
            int stream = ann.createStream();
            assertThat(ann.publish(stream, "swap", "live")).isEqualTo(PUBLISHED);
            try (Feed feed = Feed.send(ann, stream, "mark-4")) {
                for (String bundle : List.of("core", "red5-bridge")) {
                    update(bundle);
                    assertThat(publish(feed.client(), "swap-" + bundle)).isEqualTo(PUBLISHED);
                    assertThat(publishFrom(HERE, token, "other")).isNotEqualTo(PUBLISHED);
                }
            }
        }
        eventually(() -> assertThat(publishFrom(HERE, token, "swap")).isEqualTo(PUBLISHED));
    }

    private static void update(String bundle) throws IOException {
        Path bundles = server.stagedoor().resolve("bundles");
        Path part = bundles.resolve(bundle + ".part");
        int before = server.log().split("Gate open", -1).length;
        NewerJar.write(bundles.resolve(bundle + ".jar"), "0.9." + System.nanoTime() % 1000, part);
        Files.move(part, bundles.resolve(bundle + ".jar"), StandardCopyOption.ATOMIC_MOVE);
        eventually(
                Duration.ofSeconds(60),
                () -> assertThat(server.log().split("Gate open", -1).length).isGreaterThan(before));
    }

    @Test
    public void what_was_used_stays_used_after_the_server_was_killed() throws Exception {
        StagedoorServer before = server;
        try (StagedoorServer other = StagedoorServer.prepared().withJwt()) {
            other.configure(StagedoorServer.JWT_FILE, other.jwt("tokenUse=once"));
            other.configure(StagedoorServer.APPLICATION_FILE, other.application(RECONNECT + 600));
            other.start();
            files(other);
            server = other;
            String published = fresh();
            String played = fresh();
            try (Feed feed = Feed.publish(other, "live?token=" + published, "killed", "mark-5")) {
                assertThat(RawHttp.get(other, "/live/hls/s1.m3u8?token=" + played)
                                .status())
                        .isEqualTo(200);
                assertThat(feed.client().createStream()).isPositive();
                other.kill();
            }
            other.start();
            assertThat(publishFrom(ELSEWHERE, published, "killed")).isNotEqualTo(PUBLISHED);
            assertThat(RawHttp.getFrom(ELSEWHERE, other, "/live/hls/s1.m3u8?token=" + played)
                            .status())
                    .isEqualTo(401);
            assertThat(publishFrom(HERE, published, "killed")).isEqualTo(PUBLISHED);
            assertThat(RawHttp.get(other, "/live/hls/s1.m3u8?token=" + played).status())
                    .isEqualTo(200);
        } finally {
            server = before;
        }
    }

    @Test
    public void explain_says_whether_a_token_has_been_used_and_uses_nothing() throws Exception {
        String token = fresh();
        Path file = server.home().resolve("token-to-explain");
        Files.writeString(file, token);
        assertThat(explain(file)).contains("one use").doesNotContain("TOKEN_USED");
        assertThat(explain(file)).doesNotContain("TOKEN_USED");
        try (RtmpClient ann = from(HERE, token)) {
            assertThat(publish(ann, "explained")).isEqualTo(PUBLISHED);
            assertThat(explain(file)).contains("TOKEN_USED").doesNotContain(token);
        }
    }

    private static String explain(Path file) throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command("explain"));
        command.addAll(List.of(
                "--token-file",
                file.toString(),
                "--app",
                "live",
                "--stream",
                "explained",
                "--action",
                "publish",
                "--home",
                server.home().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }
}
