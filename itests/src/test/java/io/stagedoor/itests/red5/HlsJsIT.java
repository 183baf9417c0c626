package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code expiry=cut} and hls.js in a real Chromium. Skipped where Chromium, ffmpeg or the packages of {@code src/test/players} are not installed. */
public class HlsJsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Long enough for a browser to start and to play on a slow machine. */
    private static final Duration BRIEF = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int SECONDS = 120;

    /** Tells what the player sees: a part that it has loaded, how far it has played, and each error with the status of its response. */
    private static final String PAGE = """
            <!doctype html><video id="video" muted></video><script src="hls.min.js"></script>
            <script>
            const video = document.getElementById('video');
            const tell = seen => fetch('REPORTS', {method: 'POST', mode: 'no-cors', body: JSON.stringify(seen)});
            const hls = new Hls({maxBufferLength: 2, maxMaxBufferLength: 3, enableWorker: false});
            hls.on(Hls.Events.FRAG_LOADED, (event, data) => tell({loaded: data.frag.sn}));
            hls.on(Hls.Events.ERROR, (event, data) => tell(
              {error: data.details, status: (data.response && data.response.code) || 0}));
            hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
            video.ontimeupdate = () => tell({played: video.currentTime});
            hls.loadSource('hls/show.m3u8?token=TOKEN');
            hls.attachMedia(video);
            </script>
            """;

    /** The same with the token in a header, and another one once the player plays. */
    private static final String REFRESHING =
            PAGE.replace("enableWorker: false}", """
            enableWorker: false,
              xhrSetup: xhr => xhr.setRequestHeader('Authorization', 'Bearer ' + (video.currentTime > 1 ? 'NEXT' : 'TOKEN'))}""").replace("?token=TOKEN", "");

    @ClassRule
    public static final TemporaryFolder TEMPORARY = new TemporaryFolder();

    private static StagedoorServer server;

    @BeforeClass
    public static void start() throws Exception {
        Path player = Path.of(System.getProperty("stagedoor.players")).resolve("node_modules/hls.js/dist/hls.min.js");
        boolean isInstalled =
                Chromium.installed().isPresent() && FfmpegPair.isInstalled() && Files.isRegularFile(player);
        if (!isInstalled) {
            System.out.println(
                    "SKIPPED: HlsJsIT, because Chromium, ffmpeg or hls.js (npm ci --prefix itests/src/test/players)"
                            + " is not installed");
        }
        assumeTrue("Chromium, ffmpeg or hls.js is not installed", isInstalled);
        server = StagedoorServer.prepared().withJwt();
        server.configure(StagedoorServer.JWT_FILE, server.jwt("expiry=cut"));
        server.start();
        Path application = server.home().resolve("webapps/live");
        Files.copy(player, application.resolve("hls.min.js"));
        film(Files.createDirectories(application.resolve("hls")).resolve("show.m3u8"));
    }

    /** In parts of a second. */
    private static void film(Path playlist) throws Exception {
        Process ffmpeg = new ProcessBuilder(
                        ("ffmpeg -nostdin -v error -f lavfi -i testsrc=size=160x120:rate=10:duration=" + SECONDS
                                        + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 10 -f hls -hls_time 1 -hls_list_size 0 "
                                        + playlist)
                                .split(" "))
                .redirectErrorStream(true)
                .redirectOutput(TEMPORARY.newFile())
                .start();
        try {
            assertThat(ffmpeg.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(ffmpeg.exitValue()).isZero();
        } finally {
            ffmpeg.destroyForcibly();
        }
    }

    @AfterClass
    public static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** What the player in a page has seen. */
    private static final class Seen implements AutoCloseable {

        private final List<JsonNode> all = new CopyOnWriteArrayList<>();
        private final HttpServer reports;

        private Seen() throws IOException {
            reports = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            reports.createContext("/", exchange -> {
                all.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            reports.start();
        }

        private String page(String token) {
            return reporting(PAGE).replace("TOKEN", token);
        }

        private String page(String token, String next) {
            return reporting(REFRESHING).replace("TOKEN", token).replace("NEXT", next);
        }

        private String reporting(String page) {
            return page.replace(
                    "REPORTS", "http://127.0.0.1:" + reports.getAddress().getPort() + "/");
        }

        private double played() {
            return all.stream()
                    .mapToDouble(seen -> seen.path("played").asDouble())
                    .max()
                    .orElse(0);
        }

        private long loaded() {
            return all.stream().filter(seen -> seen.has("loaded")).count();
        }

        private List<String> errors(int status) {
            return all.stream()
                    .filter(seen -> seen.path("status").asInt() == status)
                    .map(seen -> seen.path("error").asText())
                    .toList();
        }

        @Override
        public void close() {
            reports.stop(0);
        }
    }

    private static String url(String page) {
        return "http://" + server.http().getAuthority() + "/live/" + page;
    }

    @Test
    public void player_in_a_browser_plays_until_its_token_ends_and_is_refused_afterwards() throws Exception {
        Path application = server.home().resolve("webapps/live");
        Path folder = TEMPORARY.getRoot().toPath();
        String token = token().expiresIn(BRIEF).signedWith(server.secret());
        try (Seen seen = new Seen();
                Seen longer = new Seen()) {
            Files.writeString(application.resolve("brief.html"), seen.page(token));
            Files.writeString(application.resolve("longer.html"), longer.page(token().signedWith(server.secret())));
            try (Chromium browser = Chromium.open(folder, url("brief.html"), "--remote-debugging-port=0");
                    Chromium other = Chromium.open(folder, url("longer.html"), "--remote-debugging-port=0")) {
                eventually(PATIENCE, () -> {
                    assertThat(seen.played()).isPositive();
                    assertThat(longer.played()).isPositive();
                });
                assertThat(seen.errors(401)).isEmpty();
                eventually(PATIENCE, () -> assertThat(seen.errors(401)).contains("fragLoadError"));
                double played = longer.played();
                eventually(PATIENCE, () -> assertThat(longer.played()).isGreaterThan(played));
                assertThat(longer.errors(401)).isEmpty();
            }
            assertThat(seen.loaded()).isPositive().isLessThan(SECONDS);
        }
        try (Seen again = new Seen()) {
            Files.writeString(application.resolve("again.html"), again.page(token));
            try (Chromium browser = Chromium.open(folder, url("again.html"), "--remote-debugging-port=0")) {
                eventually(PATIENCE, () -> assertThat(again.errors(401)).contains("manifestLoadError"));
            }
            assertThat(again.loaded()).isZero();
        }
    }

    @Test
    public void player_that_sets_another_authorization_plays_beyond_the_end_of_its_first_token() throws Exception {
        Path application = server.home().resolve("webapps/live");
        Path folder = TEMPORARY.getRoot().toPath();
        String token = token().expiresIn(BRIEF).signedWith(server.secret());
        try (Seen seen = new Seen();
                Seen ends = new Seen()) {
            Files.writeString(
                    application.resolve("goes-on.html"), seen.page(token, token().signedWith(server.secret())));
            Files.writeString(application.resolve("ends.html"), ends.page(token, token));
            try (Chromium browser = Chromium.open(folder, url("goes-on.html"), "--remote-debugging-port=0");
                    Chromium other = Chromium.open(folder, url("ends.html"), "--remote-debugging-port=0")) {
                eventually(PATIENCE, () -> assertThat(ends.errors(401)).contains("fragLoadError"));
                double played = seen.played();
                assertThat(played).isPositive();
                eventually(PATIENCE, () -> assertThat(seen.played()).isGreaterThan(played + 2));
                assertThat(seen.errors(401)).isEmpty();
            }
        }
    }
}
