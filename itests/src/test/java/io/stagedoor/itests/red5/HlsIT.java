package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import io.stagedoor.itests.NewerJar;
import io.stagedoor.itests.Token;
import java.io.File;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A recording of four seconds as HLS, in every form that ffmpeg makes, and players of two kinds: without cookies, and with. */
public class HlsIT {

    private static final int FRAMES = 40;
    private static final int LONG = 120_000;
    private static final long PATIENCE_SECONDS = 60;
    private static StagedoorServer server;

    @BeforeClass
    public static void record() throws Exception {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ffprobe")));
        if (!installed) {
            System.out.println("SKIPPED: HlsIT, because ffmpeg is not installed");
        }
        assumeTrue("ffmpeg is not installed", installed);
        server = StagedoorServer.started();
        for (String folder : List.of("hls", "hls/room1")) {
            Path in = Files.createDirectories(
                    server.home().resolve("webapps/live").resolve(folder));
            record(in, "x_media.m3u8", "-c:v", "mpeg2video", "-c:a", "mp2", "-hls_segment_filename", in + "/x%d.ts");
            Files.writeString(in.resolve("x.m3u8"), "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=200000\nx_media.m3u8\n");
        }
        Path in = server.home().resolve("webapps/live/hls");
        Files.writeString(in.resolve("key.bin"), "0123456789abcdef");
        Files.writeString(in.resolve("key.txt"), "key.bin\n" + in.resolve("key.bin") + "\n");
        record(in, "sealed.m3u8", "-c:v", "mpeg2video", "-an", "-hls_key_info_file", in + "/key.txt");
        record(in, "whole.m3u8", "-c:v", "mpeg4", "-an", "-hls_segment_type", "fmp4");
    }

    private static void record(Path in, String playlist, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i"));
        command.addAll(List.of("testsrc=size=160x120:rate=10", "-f", "lavfi", "-i", "sine", "-t", "4", "-g", "10"));
        command.addAll(List.of(options));
        command.addAll(List.of("-f", "hls", "-hls_time", "1", "-hls_playlist_type", "vod", playlist));
        assertThat(run(in.toFile(), command)).isEmpty();
    }

    /** What a program says, if it ends well. */
    private static String run(File folder, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder)
                .redirectErrorStream(true)
                .start();
        try {
            // Little enough for a pipe.
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ended")
                    .isTrue();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? said : "exit " + process.exitValue() + ": " + said;
        } finally {
            process.destroyForcibly();
        }
    }

    @AfterClass
    public static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String query(Token token) {
        return "?token=" + token.signedWith(server.secret());
    }

    /** What ffprobe finds: the number of pictures. */
    private static String probe(String path, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error", "-count_packets"));
        command.addAll(List.of(options));
        command.addAll(List.of("-select_streams", "v:0", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"));
        command.add(server.http().resolve(path).toString());
        return run(null, command)
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .replace(",", "");
    }

    @Test
    public void a_player_without_cookies_plays_it_and_is_asked_about_once() throws Exception {
        AuditLog audit = server.audit();

        assertThat(probe("/live/hls/x.m3u8" + query(token()))).isEqualTo(FRAMES + "");
        assertThat(audit.decisions()).containsExactly("play allow GRANTED");
    }

    @Test
    public void keys_and_initial_sections_are_opened_too() throws Exception {
        assertThat(probe("/live/hls/sealed.m3u8" + query(token()), "-allowed_extensions", "ALL"))
                .isEqualTo(FRAMES + "");
        assertThat(probe("/live/hls/whole.m3u8" + query(token()))).isEqualTo(FRAMES + "");
    }

    @Test
    public void a_player_shows_its_token_in_a_header() throws Exception {
        String token = token().signedWith(server.secret());

        assertThat(probe("/live/hls/x.m3u8", "-headers", "Authorization: Bearer " + token + "\r\n"))
                .isEqualTo(FRAMES + "");
    }

    @Test
    public void whoever_may_not_gets_nothing() throws Exception {
        assertThat(probe("/live/hls/x.m3u8")).contains("401");
        assertThat(probe("/live/hls/x.m3u8" + query(token().roles("red5-publisher"))))
                .contains("403");
        assertThat(probe("/live/hls/x.m3u8" + query(token().rooms("room1")))).contains("403");
        assertThat(probe("/live/hls/x.m3u8" + query(token().expiresIn(Duration.ofMinutes(-1)))))
                .contains("401");
        assertThat(probe("/live/hls/room1/x.m3u8" + query(token().rooms("room1"))))
                .isEqualTo(FRAMES + "");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    private static HttpResponse<String> get(HttpClient client, String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.http().resolve(path)).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static String uri(HttpResponse<String> playlist) {
        return playlist.body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void a_player_with_cookies_needs_no_token_any_more() throws Exception {
        HttpClient player = client();
        String token = token().signedWith(server.secret());

        HttpResponse<String> master = get(player, "/live/hls/x.m3u8", "Authorization", "Bearer " + token);

        assertThat(master.statusCode()).isEqualTo(200);
        assertThat(master.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("; Path=/live/; HttpOnly; SameSite=Lax");
        assertThat(master.headers().firstValue("Cache-Control")).hasValue("private, no-cache");
        assertThat(master.body()).doesNotContain(token);
        assertThat(get(player, "/live/hls/x.m3u8").statusCode()).isEqualTo(200);
        assertThat(get(player, "/live/streams/x.flv").statusCode()).isEqualTo(404);
        assertThat(get(player, "/live/hls/whole.m3u8").statusCode()).isEqualTo(401);
        assertThat(get(player, "/live/hls/room1/x.m3u8").statusCode()).isEqualTo(401);
        assertThat(get(client(), "/live/hls/x.m3u8").statusCode()).isEqualTo(401);
    }

    @Test
    public void what_a_playlist_carries_opens_what_it_names_and_nothing_else() throws Exception {
        HttpResponse<String> master = get(client(), "/live/hls/x.m3u8" + query(token()));
        HttpResponse<String> media = get(client(), "/live/hls/" + uri(master));
        String segment = uri(media);

        assertThat(media.statusCode()).isEqualTo(200);
        assertThat(get(client(), "/live/hls/" + segment).statusCode()).isEqualTo(200);
        String carried = segment.substring(segment.indexOf('?'));
        for (String path : List.of("whole.m3u8", "x1.ts", "key.bin", "room1/x0.ts", "room1/x.m3u8")) {
            assertThat(get(client(), "/live/hls/" + path + carried).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(RawHttp.get(server, "/live/hls/whole0.m4s/../" + segment).status())
                .isEqualTo(403);
    }

    @Test
    public void a_playlist_is_answered_as_a_whole_and_its_segments_in_parts() throws Exception {
        String path = "/live/hls/x_media.m3u8" + query(token());
        RawHttp.Answer whole = RawHttp.get(server, path);
        RawHttp.Answer head = RawHttp.request(server, "HEAD", path);
        RawHttp.Answer conditional = RawHttp.request(
                server,
                "GET",
                path,
                "Range: bytes=0-1",
                "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
                "If-None-Match: *",
                "Accept-Encoding: gzip");

        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.header("Content-Length"))
                .isEqualTo(whole.body().length() + "")
                .isEqualTo(head.header("Content-Length"));
        assertThat(whole.header("ETag") + whole.header("Last-Modified") + whole.header("Accept-Ranges"))
                .isEmpty();
        assertThat(head.body()).isEmpty();
        assertThat(conditional.status()).isEqualTo(200);
        assertThat(conditional.body()).isEqualTo(whole.body());
        String segment = "/live/hls/"
                + whole.body()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .findFirst()
                        .orElseThrow();
        RawHttp.Answer part = RawHttp.request(server, "GET", segment, "Range: bytes=0-3");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).hasSize(4);
        assertThat(RawHttp.get(server, "/live/hls/none.m3u8" + query(token())).status())
                .isEqualTo(404);
    }

    /** With so many URIs, of 26 bytes each with the line before it. */
    private static void playlist(String name, int uris, String end) throws IOException {
        StringBuilder text = new StringBuilder("#EXTM3U\n");
        for (int i = 0; i < uris; i++) {
            text.append("#EXTINF:2.0,\n").append(String.format(Locale.ROOT, "x%08d.ts\n", i));
        }
        Files.writeString(server.home().resolve("webapps/live/hls").resolve(name), text + end);
    }

    private static void assertWhole(String playlist, int uris) {
        String[] lines = playlist.split("\n");
        assertThat(lines).hasSize(1 + 2 * uris);
        for (int i = 2; i < lines.length; i += 2) {
            if (!lines[i].matches("x\\d{8}\\.ts\\?stagedoor=[\\w-]{32,}\\.[\\w-]{22}")) {
                throw new AssertionError("line " + i + " is " + lines[i]);
            }
        }
    }

    /** Of weeks, and for more players than there is memory for all of it at once. */
    @Test
    public void long_playlists_reach_many_players_at_once() throws Exception {
        playlist("weeks.m3u8", LONG, "");
        HttpRequest request = HttpRequest.newBuilder(server.http().resolve("/live/hls/weeks.m3u8" + query(token())))
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .build();
        List<CompletableFuture<HttpResponse<String>>> players = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            players.add(client().sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII)));
        }
        for (CompletableFuture<HttpResponse<String>> player : players) {
            HttpResponse<String> answer = player.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertWhole(answer.body(), LONG);
        }
        assertThat(server.log()).doesNotContain("OutOfMemoryError");
    }

    @Test
    public void what_is_no_acceptable_line_does_not_reach_a_player() throws Exception {
        String line = "y".repeat(1_000_000) + ".ts\n";
        playlist("short.m3u8", 10, line);
        playlist("long.m3u8", 10_000, line);

        RawHttp.Answer early = RawHttp.get(server, "/live/hls/short.m3u8" + query(token()));
        assertThat(early.status()).isEqualTo(500);
        assertThat(early.body()).isEqualTo("Not readable.\n");
        // Chunks without a last one: no client takes it for a whole.
        RawHttp.Answer late = RawHttp.get(server, "/live/hls/long.m3u8" + query(token()));
        assertThat(late.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(late.text()).doesNotContain("yyyy").doesNotEndWith("0\r\n\r\n");
        assertThat(server.log()).contains("line 22 of the playlist has more than 16384 bytes");
    }

    @Test
    public void the_head_of_a_long_playlist_is_that_of_the_playlist() throws Exception {
        playlist("day.m3u8", 10_000, "");
        RawHttp.Answer head = RawHttp.request(server, "HEAD", "/live/hls/day.m3u8" + query(token()));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEmpty();
        assertThat(head.header("Cache-Control")).isEqualTo("private, no-cache");
    }

    /** A player that reads no more than a server can write ahead of it. */
    private static Socket reading(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        socket.connect(
                new InetSocketAddress(server.http().getHost(), server.http().getPort()));
        String request = "GET " + path + " HTTP/1.0\r\nHost: here\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    public void players_play_on_while_the_bridge_is_replaced() throws Exception {
        HttpResponse<String> media = get(client(), "/live/hls/x_media.m3u8" + query(token()));
        String segment = "/live/hls/" + uri(media);
        playlist("running.m3u8", LONG, "");
        int gates = gates();
        try (Socket running = reading("/live/hls/running.m3u8" + query(token()))) {
            byte[] beginning = running.getInputStream().readNBytes(10_000);
            replaceBridge(segment, gates);
            String text = new String(beginning, StandardCharsets.US_ASCII)
                    + new String(running.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertWhole(text.split("\r\n\r\n", 2)[1], LONG);
        }

        assertThat(get(client(), segment).statusCode()).isEqualTo(200);
        assertThat(get(client(), segment.replace("x0.ts", "x1.ts")).statusCode())
                .isEqualTo(401);
    }

    private static void replaceBridge(String segment, int gates) throws Exception {
        Path bundles = server.stagedoor().resolve("bundles");
        Path part = bundles.resolve("red5-bridge.part");
        NewerJar.write(bundles.resolve("red5-bridge.jar"), "0.2.0", part);
        Files.move(
                part,
                bundles.resolve("red5-bridge.jar"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        eventually(Duration.ofSeconds(30), () -> {
            assertThat(get(client(), segment).statusCode()).isEqualTo(200);
            assertThat(gates()).isGreaterThan(gates);
        });
    }

    private static int gates() throws IOException {
        return server.log().split("Gate open;", -1).length;
    }

    @Test
    public void a_session_ends_when_its_authenticator_changes() throws Exception {
        try (StagedoorServer other = StagedoorServer.prepared().withJwt()) {
            other.configure(StagedoorServer.APPLICATION_FILE, other.application("onChange=disconnect"));
            other.start();
            Path folder = Files.createDirectories(other.home().resolve("webapps/live/hls"));
            Files.writeString(folder.resolve("x.m3u8"), "#EXTM3U\nx0.ts\n");
            Files.writeString(folder.resolve("x0.ts"), "segment");
            RawHttp.Answer playlist =
                    RawHttp.get(other, "/live/hls/x.m3u8?token=" + token().signedWith(other.secret()));
            String segment =
                    "/live/hls/" + playlist.body().lines().skip(1).findFirst().orElseThrow();
            assertThat(RawHttp.get(other, segment).status()).isEqualTo(200);

            other.writeSecret(Token.newSecret());

            eventually(() -> assertThat(RawHttp.get(other, segment).status()).isEqualTo(401));
        }
    }
}
