package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagedoor.itests.NewerJar;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Whoever is revoked is cut on each protocol, and stays out; others go on, and a new token gets in. */
public class RevocationIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;
    private static final int TIMEOUT_MILLIS = 30_000;

    private static StagedoorServer server;
    /** Stays: Red5 forgets an application's WebSockets with the last of them. */
    private static WebSocketClient first;

    @BeforeClass
    public static void start() throws Exception {
        server = StagedoorServer.prepared().withJwt();
        server.installation()
                .withServlet("Endless", EndlessPlayer.SERVLET, "/mb", "/at-once")
                .withWebSockets();
        server.start();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(hls.resolve("s1.m3u8"), "#EXTM3U\n#EXTINF:4,\ns10.ts\n");
        Files.writeString(hls.resolve("s10.ts"), "segment");
        first = new WebSocketClient(server, "/live/?token=" + signed("first"));
        eventually(() ->
                assertThat(server.stagedoor().resolve("data/operations.json")).exists());
    }

    @AfterClass
    public static void stop() {
        if (first != null) {
            first.close();
        }
        server.close();
    }

    /** Issued a minute ago. */
    private static String signed(String subject) {
        return issued(subject, Instant.now().minusSeconds(60));
    }

    private static String issued(String subject, Instant time) {
        return token().claim("sub", subject)
                .claim("jti", "id-" + subject)
                .claim("iat", time.getEpochSecond())
                .signedWith(server.secret());
    }

    private static JsonNode run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command(arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        command.addAll(List.of("--home", server.home().toString(), "--json"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(out).isZero();
            return JSON.readTree(out);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Socket endless(String path) throws IOException {
        Socket socket = new Socket(server.http().getHost(), server.http().getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(10_000), StandardCharsets.ISO_8859_1))
                .startsWith("HTTP/1.1 200");
        return socket;
    }

    private static void assertEnds(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] some = new byte[8192];
        StringBuilder last = new StringBuilder();
        for (int read = in.read(some); read >= 0; read = in.read(some)) {
            last.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
            if (last.toString().endsWith("\r\n0\r\n\r\n")) {
                return;
            }
            last.delete(0, Math.max(0, last.length() - 10));
        }
    }

    private static String cookie(String subject) throws IOException {
        return RawHttp.get(server, "/live/hls/s1.m3u8?token=" + signed(subject))
                .header("Set-Cookie")
                .split(";")[0];
    }

    private static int plays(String cookie) throws IOException {
        return RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "Cookie: " + cookie)
                .status();
    }

    private static List<String> lines(String log, String part) throws IOException {
        return Files.readAllLines(server.stagedoor().resolve("log").resolve(log)).stream()
                .filter(line -> line.contains(part))
                .toList();
    }

    @Test
    public void everything_of_a_revoked_subject_ends_and_others_go_on_and_a_new_token_gets_in() throws Exception {
        try (Feed eve = Feed.publish(server, "live?token=" + signed("eve"), "s-eve", "mark-eve");
                Feed bob = Feed.publish(server, "live?token=" + signed("bob"), "s-bob", "mark-bob");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("eve"));
                RtmpClient other = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("bob"));
                WebSocketClient socket = new WebSocketClient(server, "/live/?token=" + signed("eve"));
                Socket endless = endless("/live/mb?stream=x&token=" + signed("eve"));
                Socket goesOn = endless("/live/mb?stream=x&token=" + signed("bob"))) {
            assertThat(viewer.play(viewer.createStream(), "s-bob")).isEqualTo(PLAYING);
            assertThat(other.play(other.createStream(), "s-bob")).isEqualTo(PLAYING);
            String hers = cookie("eve");
            String his = cookie("bob");
            assertThat(plays(hers)).isEqualTo(200);

            JsonNode revoked = run("revoke", "--sub", "eve");
            assertThat(revoked.path("ended").path("connection").asInt()).isEqualTo(2);
            assertThat(revoked.path("ended").path("player").asInt()).isEqualTo(1);
            Clients.assertClosed(eve.client());
            Clients.assertClosed(viewer);
            socket.assertCutOff();
            assertEnds(endless);
            assertThat(plays(hers)).isEqualTo(401);

            assertThat(Clients.sees(other, "mark-bob")).isTrue();
            assertThat(plays(his)).isEqualTo(200);
            first.assertOpen();
            assertThat(goesOn.getInputStream().readNBytes(5_000)).hasSize(5_000);
            assertThat(bob.client().createStream()).isPositive();

            assertThat(Clients.connect(server, "live", signed("eve"))).isEqualTo(REJECTED);
            assertThat(RawHttp.get(server, "/live/hls/s1.m3u8?token=" + signed("eve"))
                            .header("WWW-Authenticate"))
                    .contains("error=\"invalid_token\"");
            // The clock may be in the same second still.
            eventually(() -> assertThat(Clients.connect(server, "live", issued("eve", Instant.now())))
                    .isEqualTo(CONNECTED));
        }
        eventually(() -> assertThat(lines("allowed.log", "\"subject\":\"eve\""))
                .filteredOn(line -> line.contains("\"decision\":\"end\",\"reason\":\"REVOKED\""))
                .anyMatch(line -> line.contains("\"protocol\":\"WS\""))
                .anyMatch(line -> line.contains("\"protocol\":\"HTTP\""))
                .anyMatch(line -> line.contains("\"action\":\"publish\""))
                .anyMatch(line -> line.contains("\"action\":\"play\"")));
        assertThat(lines("audit.log", "\"action\":\"revoke\""))
                .anyMatch(line -> line.contains("\"decision\":\"act\"") && line.contains("sub=eve ("));
        assertThat(lines("audit.log", "\"reason\":\"REVOKED\"")).anyMatch(line -> line.contains("by sub;"));
    }

    @Test
    public void ffmpeg_is_cut_too() throws Exception {
        assumeTrue("no ffmpeg", FfmpegPair.isInstalled());
        Path recording = server.home().resolve("ff.flv");
        try (FfmpegPair pair = FfmpegPair.start(server, signed("ffmpeg"), recording)) {
            eventually(PATIENCE, () -> assertThat(pair.times()).isNotEmpty());
            run("revoke", "--jti", "id-ffmpeg");
            assertThat(pair.awaitEnd(PATIENCE)).isTrue();
        }
        assertThat(Clients.connect(server, "live", signed("ffmpeg"))).isEqualTo(REJECTED);
    }

    @Test
    public void a_revoked_stream_is_nobodys_and_a_blocked_client_comes_again_when_that_ends() throws Exception {
        try (Feed ann = Feed.publish(server, "live?token=" + signed("ann"), "s-out", "mark")) {
            String id = run("revoke", "--stream", "live/s-out")
                    .path("revocations")
                    .path(0)
                    .path("id")
                    .asText();
            Clients.assertClosed(ann.client());
            try (RtmpClient again = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("ann"))) {
                assertThat(again.play(again.createStream(), "s-out")).isNotEqualTo(PLAYING);
            }
            assertThat(Clients.publish(server, "live", signed("ann"), "s-in")).isEqualTo(Clients.PUBLISHED);
            run("revoke", "--remove", id.substring(0, 12));
            assertThat(Clients.publish(server, "live", signed("ann"), "s-out")).isEqualTo(Clients.PUBLISHED);
        }
        try (Feed dan = Feed.publish(server, "live?token=" + signed("dan"), "s-dan", "mark")) {
            assertThat(run("kick", "--stream", "s-dan", "--block", "1h")
                            .path("ended")
                            .path("connection")
                            .asInt())
                    .isEqualTo(1);
            Clients.assertClosed(dan.client());
            assertThat(Clients.publish(server, "live", signed("dan"), "s-dan")).isNotEqualTo(Clients.PUBLISHED);
            run("kick", "--sub", "dan", "--block", "1s");
            eventually(() ->
                    assertThat(Clients.connect(server, "live", signed("dan"))).isEqualTo(CONNECTED));
        }
    }

    @Test
    public void a_file_revokes_as_long_as_it_is_there() throws Exception {
        String file = "stagedoor.revocation-fred.cfg";
        try (RtmpClient fred = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("fred"))) {
            server.configure(file, "sub=fred", "issuedBefore=" + Instant.now().truncatedTo(ChronoUnit.SECONDS));
            Clients.assertClosed(fred);
            assertThat(Clients.connect(server, "live", signed("fred"))).isEqualTo(REJECTED);
        } finally {
            server.unconfigure(file);
        }
        eventually(() ->
                assertThat(Clients.connect(server, "live", signed("fred"))).isEqualTo(CONNECTED));
    }

    @Test
    public void who_came_by_the_old_secret_is_found_by_how_its_authenticator_was_configured() throws Exception {
        String before = basis();
        try (RtmpClient gus = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("gus"))) {
            server.configure(StagedoorServer.JWT_FILE, server.jwt("clockSkewSeconds=1"));
            eventually(() -> assertThat(basis()).isNotEqualTo(before));
            try (RtmpClient hal = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("hal"))) {
                JsonNode revoked = channel("POST", "/v1/revoke", "basis=" + before);
                assertThat(revoked.path("ended").path("connection").asInt())
                        .as(revoked.toString())
                        .isPositive();
                Clients.assertClosed(gus);
                assertThat(hal.createStream()).isPositive();
            }
            assertThat(Clients.connect(server, "live", signed("gus"))).isEqualTo(CONNECTED);
        }
    }

    private static String basis() throws Exception {
        return channel("GET", "/v1/bases", "").path("bases").path("live-jwt").asText();
    }

    private static JsonNode channel(String method, String path, String form) throws Exception {
        JsonNode file = JSON.readTree(Files.readString(server.stagedoor().resolve("data/operations.json")));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + file.path("port").asInt() + path))
                .header("Authorization", "Bearer " + file.path("token").asText())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(
                        method,
                        form.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(form))
                .build();
        return JSON.readTree(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }

    @Test
    public void nobody_of_a_revoked_subject_is_in_after_a_flood() throws Exception {
        int threads = 4;
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger letIn = new AtomicInteger();
        List<RtmpClient> in = new ArrayList<>();
        CountDownLatch going = new CountDownLatch(threads);
        List<Thread> flood = new ArrayList<>();
        String token = signed("mob");
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                try {
                    while (!ended.get()) {
                        RtmpClient client = RtmpClient.open(server.rtmpPort());
                        synchronized (in) {
                            in.add(client);
                        }
                        if (client.connect("live?token=" + token).equals(CONNECTED)) {
                            if (letIn.incrementAndGet() > threads) {
                                going.countDown();
                            }
                        } else {
                            refused.incrementAndGet();
                        }
                    }
                } catch (IOException | RuntimeException e) { // of one that was cut while it came in
                    refused.incrementAndGet();
                }
            });
            thread.start();
            flood.add(thread);
        }
        try {
            assertThat(going.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            run("revoke", "--sub", "mob");
            eventually(() -> assertThat(refused.get()).isGreaterThan(threads));
        } finally {
            ended.set(true);
            for (Thread thread : flood) {
                thread.join();
            }
        }
        try {
            eventually(() -> assertThat(
                            run("sessions", "--sub", "mob").path("matched").asInt())
                    .isZero());
            for (RtmpClient client : in) {
                Clients.assertClosed(client);
            }
        } finally {
            for (RtmpClient client : in) {
                client.close();
            }
        }
    }

    @Test
    public void it_holds_while_the_core_and_the_bridge_are_replaced() throws Exception {
        run("revoke", "--sub", "ida");
        try (RtmpClient joe = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("joe"));
                RtmpClient kim = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed("kim"))) {
            for (String bundle : List.of("core", "red5-bridge")) {
                replace(bundle);
                eventually(() -> assertThat(Clients.connect(server, "live", signed("kim")))
                        .isEqualTo(CONNECTED));
                assertThat(Clients.connect(server, "live", signed("ida"))).isEqualTo(REJECTED);
            }
            eventually(() -> run("revoke", "--sub", "joe"));
            Clients.assertClosed(joe);
            assertThat(kim.createStream()).isPositive();
        }
    }

    private static void replace(String bundle) throws IOException {
        Path bundles = server.stagedoor().resolve("bundles");
        Path part = bundles.resolve(bundle + ".part");
        int before = server.log().split("Gate open", -1).length;
        NewerJar.write(bundles.resolve(bundle + ".jar"), "0.9." + System.nanoTime() % 1000, part);
        Files.move(part, bundles.resolve(bundle + ".jar"), StandardCopyOption.ATOMIC_MOVE);
        eventually(
                Duration.ofSeconds(PATIENCE_SECONDS),
                () -> assertThat(server.log().split("Gate open", -1).length).isGreaterThan(before));
    }

    @Test
    public void what_was_answered_holds_after_the_server_was_killed() throws Exception {
        StagedoorServer before = server;
        try (StagedoorServer other = StagedoorServer.prepared().withJwt().start()) {
            server = other;
            eventually(() -> assertThat(other.stagedoor().resolve("data/operations.json"))
                    .exists());
            Path token = other.home().resolve("token.txt");
            String leo = token().claim("sub", "leo").claim("jti", "leo-1").signedWith(other.secret());
            Files.writeString(token, leo);
            eventually(() -> run("revoke", "--token-file", token.toString()));
            run("revoke", "--sub", "mia");
            other.kill();
            other.start();
            assertThat(Clients.connect(other, "live", leo)).isEqualTo(REJECTED);
            assertThat(Clients.connect(other, "live", signed("mia"))).isEqualTo(REJECTED);
            assertThat(Clients.connect(other, "live", signed("bob"))).isEqualTo(CONNECTED);
            eventually(() ->
                    assertThat(run("revoke", "--list").path("matched").asInt()).isEqualTo(2));
        } finally {
            server = before;
        }
    }
}
