package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.NewerJar;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** How many clients publish and play at once, with a real Red5. */
public class LimitsIT {

    private static StagedoorServer server;

    @BeforeClass
    public static void start() throws Exception {
        server = StagedoorServer.prepared().withJwt().start();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(hls.resolve("s1.m3u8"), "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\ns10.ts\n");
        Files.writeString(hls.resolve("s10.ts"), "segment");
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    private static void limited(String... lines) {
        server.configureInForce(server.application(lines));
    }

    private static String signed(String subject, String id) {
        return token().claim("sub", subject).claim("jti", subject + "-" + id).signedWith(server.secret());
    }

    private static RtmpClient connected(String token) throws IOException {
        return RtmpClient.connected(server.rtmpPort(), "live?token=" + token);
    }

    private static Feed published(String token, String name) throws IOException {
        return Feed.publish(server, "live?token=" + token, name, "mark-" + name);
    }

    private static String plays(RtmpClient client, String name) throws IOException {
        return client.play(client.createStream(), name);
    }

    private static List<String> lines(String log, String part) throws IOException {
        return Files.readAllLines(server.stagedoor().resolve("log").resolve(log)).stream()
                .filter(line -> line.contains(part))
                .toList();
    }

    @Test
    public void publishing_and_playing_are_limited_apart_and_a_place_becomes_free_with_its_client() throws Exception {
        limited("maxSessionsPublishing=1", "maxSessionsPlaying=1");
        try (Feed ann = published(signed("ann", "1"), "s-ann");
                RtmpClient viewer = connected(signed("ann", "2"))) {
            assertThat(Clients.publish(server, "live", signed("ann", "3"), "s-ann2"))
                    .isNotEqualTo(PUBLISHED);
            assertThat(plays(viewer, "s-ann")).isEqualTo(PLAYING);
            assertThat(plays(viewer, "s-ann")).as("the same client").isEqualTo(PLAYING);
            assertThat(Clients.play(server, "live", signed("ann", "4"), "s-ann"))
                    .isNotEqualTo(PLAYING);
            assertThat(Clients.play(server, "live", signed("bob", "1"), "s-ann"))
                    .isEqualTo(PLAYING);
            assertThat(ann.client().createStream()).isPositive();
            viewer.close();
            eventually(() -> assertThat(Clients.play(server, "live", signed("ann", "5"), "s-ann"))
                    .isEqualTo(PLAYING));
        }
        eventually(() -> assertThat(Clients.publish(server, "live", signed("ann", "6"), "s-ann"))
                .isEqualTo(PUBLISHED));
        assertThat(lines("audit.log", "\"reason\":\"TOO_MANY_SESSIONS\""))
                .anyMatch(line -> line.contains("\"action\":\"publish\""))
                .anyMatch(line -> line.contains("\"action\":\"play\""));
    }

    @Test
    public void publisher_of_a_pulled_cable_gets_its_stream_again() throws Exception {
        limited("maxSessionsPublishing=1", "reconnectSeconds=60");
        String token = signed("cid", "1");
        try (FreezingProxy cable = new FreezingProxy(server.rtmpPort());
                RtmpClient obs = RtmpClient.connected(cable.port(), "live?token=" + token)) {
            int stream = obs.createStream();
            assertThat(obs.publish(stream, "s-cid", "live")).isEqualTo(PUBLISHED);
            try (Feed feed = Feed.send(obs, stream, "before")) {
                assertThat(Clients.publish(server, "live", token, "s-cid"))
                        .as("the cable is in")
                        .isNotEqualTo(PUBLISHED);
                cable.freeze();
                assertThat(Clients.publish(server, "live", signed("cid", "2"), "s-cid"))
                        .as("another token")
                        .isNotEqualTo(PUBLISHED);
                // Each refusal closes the connection, as OBS knows it, which tries again.
                eventually(
                        PATIENCE,
                        () -> assertThat(Clients.publish(server, "live", token, "s-cid"))
                                .isEqualTo(PUBLISHED));
            }
        }
        eventually(() -> assertThat(lines("allowed.log", "\"reason\":\"REPLACED\""))
                .anyMatch(line -> line.contains("\"action\":\"publish\"") && line.contains("s-cid")));
    }

    @Test
    public void replace_takes_the_stream_of_the_same_token_over_at_once() throws Exception {
        limited("maxSessionsPublishing=1", "onTooMany=replace");
        String token = signed("dan", "1");
        try (Feed first = published(token, "s-dan")) {
            assertThat(Clients.publish(server, "live", signed("dan", "2"), "s-dan"))
                    .isNotEqualTo(PUBLISHED);
            try (Feed second = published(token, "s-dan")) {
                Clients.assertClosed(first.client());
                assertThat(Clients.play(server, "live", signed("eve", "1"), "s-dan"))
                        .isEqualTo(PLAYING);
                assertThat(second.client().createStream()).isPositive();
            }
        }
    }

    /** It sends nothing but answers to Red5's pings. */
    @Test
    public void viewer_that_is_well_is_no_ghost() throws Exception {
        limited("maxSessionsPlaying=1");
        String token = signed("lea", "1");
        try (Feed feed = published(signed("lea", "0"), "s-lea");
                RtmpClient viewer = connected(token)) {
            assertThat(plays(viewer, "s-lea")).isEqualTo(PLAYING);
            for (int second = 0; second < 10; second++) {
                assertThat(Clients.play(server, "live", token, "s-lea")).isNotEqualTo(PLAYING);
                int stream = feed.client().createStream();
                assertThat(stream).isPositive();
                awaitMedia(viewer, 40);
            }
        }
    }

    /** Until so many more messages with media have come: 50 in a second. */
    private static void awaitMedia(RtmpClient viewer, int count) {
        int from = viewer.socket().received().size();
        eventually(() -> assertThat(viewer.socket().received().size()).isGreaterThan(from + count));
    }

    @Test
    public void oldest_is_disconnected() throws Exception {
        limited("maxSessionsPlaying=1", "onTooMany=oldest");
        try (Feed feed = published(signed("fay", "0"), "s-fay");
                RtmpClient first = connected(signed("fay", "1"));
                RtmpClient second = connected(signed("fay", "2"))) {
            assertThat(plays(first, "s-fay")).isEqualTo(PLAYING);
            assertThat(plays(second, "s-fay")).isEqualTo(PLAYING);
            Clients.assertClosed(first);
            assertThat(Clients.sees(second, "mark-s-fay")).isTrue();
            assertThat(feed.client().createStream()).isPositive();
        }
    }

    @Test
    public void five_hundred_at_once_are_as_many_as_may_be() throws Exception {
        limited("maxSessionsPlaying=5");
        ExecutorService threads = Executors.newFixedThreadPool(100);
        List<RtmpClient> all = new ArrayList<>();
        try (Feed feed = published(signed("gus", "0"), "s-gus")) {
            for (int i = 0; i < 500; i++) {
                all.add(connected(signed("gus", String.valueOf(i))));
            }
            CountDownLatch go = new CountDownLatch(1);
            List<Callable<String>> plays = new ArrayList<>();
            for (RtmpClient client : all) {
                int stream = client.createStream();
                plays.add(() -> {
                    go.await();
                    return client.play(stream, "s-gus");
                });
            }
            List<Future<String>> codes = new ArrayList<>();
            plays.forEach(one -> codes.add(threads.submit(one)));
            go.countDown();
            int in = 0;
            for (Future<String> code : codes) {
                in += code.get().equals(PLAYING) ? 1 : 0;
            }
            assertThat(in).isEqualTo(5);
            assertThat(feed.client().createStream()).isPositive();
        } finally {
            Threads.stop(threads);
            all.forEach(RtmpClient::close);
        }
    }

    @Test
    public void player_of_hls_gives_its_place_away_when_it_asks_for_nothing() throws Exception {
        limited("maxSessionsPlaying=1");
        String path = "/live/hls/s1.m3u8?token=";
        RawHttp.Answer first = RawHttp.get(server, path + signed("hal", "1"));
        assertThat(first.status()).isEqualTo(200);
        String cookie = first.header("Set-Cookie").split(";")[0];
        assertThat(RawHttp.get(server, path + signed("hal", "2")).status()).isEqualTo(403);
        // From now on it is known that a part lasts for a second.
        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "Cookie: " + cookie)
                        .status())
                .isEqualTo(200);
        eventually(
                PATIENCE,
                () -> assertThat(RawHttp.get(server, path + signed("hal", "2")).status())
                        .isEqualTo(200));
        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "Cookie: " + cookie)
                        .status())
                .as("it comes back too late")
                .isEqualTo(403);
        assertThat(RawHttp.get(server, path + signed("ida", "1")).status()).isEqualTo(200);
    }

    @Test
    public void ffmpeg_has_a_place_too() throws Exception {
        assumeTrue("no ffmpeg", FfmpegPair.isInstalled());
        limited("maxSessionsPublishing=1");
        String token = signed("joe", "1");
        try (FfmpegPair pair = FfmpegPair.start(server, token, server.home().resolve("ff.flv"))) {
            eventually(PATIENCE, () -> assertThat(pair.times()).isNotEmpty());
            assertThat(Clients.publish(server, "live", signed("joe", "2"), "s-joe"))
                    .isNotEqualTo(PUBLISHED);
            assertThat(pair.isRunning()).isTrue();
        }
        eventually(() -> assertThat(Clients.publish(server, "live", signed("joe", "3"), "s-joe"))
                .isEqualTo(PUBLISHED));
    }

    @Test
    public void nobody_comes_in_beyond_the_limit_while_the_core_and_the_bridge_are_replaced() throws Exception {
        limited("maxSessionsPlaying=1", "maxSessionsPublishing=1");
        try (Feed feed = published(signed("kim", "0"), "s-kim");
                RtmpClient viewer = connected(signed("kim", "1"))) {
            assertThat(plays(viewer, "s-kim")).isEqualTo(PLAYING);
            for (String bundle : List.of("core", "red5-bridge")) {
                replace(bundle);
                for (int i = 0; i < 5; i++) {
                    assertThat(Clients.play(server, "live", signed("kim", bundle + i), "s-kim"))
                            .isNotEqualTo(PLAYING);
                    assertThat(Clients.publish(server, "live", signed("kim", bundle + i), "s-more"))
                            .isNotEqualTo(PUBLISHED);
                }
            }
            assertThat(Clients.sees(viewer, "mark-s-kim")).isTrue();
            viewer.close();
            eventually(() -> assertThat(Clients.play(server, "live", signed("kim", "z"), "s-kim"))
                    .isEqualTo(PLAYING));
            assertThat(feed.client().createStream()).isPositive();
        }
    }

    private static void replace(String bundle) throws IOException {
        Path bundles = server.stagedoor().resolve("bundles");
        Path part = bundles.resolve(bundle + ".part");
        int before = server.log().split("Gate open", -1).length;
        NewerJar.write(bundles.resolve(bundle + ".jar"), "0.9." + System.nanoTime() % 1000, part);
        Files.move(part, bundles.resolve(bundle + ".jar"), StandardCopyOption.ATOMIC_MOVE);
        eventually(
                Duration.ofSeconds(60),
                () -> assertThat(server.log().split("Gate open", -1).length).isGreaterThan(before));
    }
}
